"""The part of a download: kept, hashed, begun anew, and what a bad disk does to it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kling_desktop.api.part import BLOCKS_WAITING, PartFile, Version, note_of
from kling_desktop.domain.errors import DiskFull, FolderGone

VERSION = Version("/r.mp4", '"v1"', 10)


async def written(path: Path, version: Version, data: bytes) -> None:
    part = PartFile(path)
    await part.open(version.path)
    await part.restart(version)
    await part.add(data)
    await part.settle()
    await part.close()


async def reopened(path: Path, link: str = VERSION.path) -> tuple[int, Version]:
    part = PartFile(path)
    try:
        await part.open(link)
        return part.offset, part.version
    finally:
        await part.close()


async def test_a_part_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "take.mp4.part"
    await written(path, VERSION, b"01234")
    part = PartFile(path)
    await part.open(VERSION.path)
    assert (part.offset, part.version, part.is_whole) == (5, VERSION, False)
    await part.add(b"567")
    await part.add(b"89")
    assert part.is_whole
    assert await part.finish() == hashlib.sha256(b"0123456789").hexdigest()
    await part.close()
    assert path.read_bytes() == b"0123456789"
    assert not note_of(path).exists()


async def test_a_part_of_something_else_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "take.mp4.part"
    await written(path, VERSION, b"01234")
    assert await reopened(path, "/other.mp4") == (0, Version("/other.mp4"))
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"path": 5, "validator": "x", "total": 1}',
        b'{"path": "/r.mp4", "validator": "\\"v1\\"", "total": "many"}',
        b'{"path": "/r.mp4", "validator": "", "total": 10}',
        b"\xff",
        None,
    ],
)
async def test_a_part_without_a_sound_note_is_begun_anew(tmp_path: Path, note: bytes | None) -> None:
    path = tmp_path / "take.mp4.part"
    path.write_bytes(b"01234")
    if note is not None:
        note_of(path).write_bytes(note)
    assert await reopened(path) == (0, Version("/r.mp4"))


async def test_a_version_that_cannot_be_told_later_leaves_no_note(tmp_path: Path) -> None:
    path = tmp_path / "take.mp4.part"
    await written(path, VERSION, b"01234")
    assert json.loads(note_of(path).read_text()) == {"path": "/r.mp4", "validator": '"v1"', "total": 10}
    await written(path, Version("/r.mp4", "", 10), b"01234")
    assert not note_of(path).exists()


async def test_the_queue_is_short(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "p")
    await part.open("/r")
    for _ in range(BLOCKS_WAITING * 3):
        await part.add(b"x" * 1000)
        assert len(part._waiting) <= BLOCKS_WAITING
    await part.settle()
    await part.close()
    assert (tmp_path / "p").stat().st_size == BLOCKS_WAITING * 3000


async def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "gone" / "p")
    with pytest.raises(FolderGone) as caught:
        await part.open("/r")
    await part.close()
    assert caught.value.notice.code == "folder_gone"
    assert caught.value.notice.values["folder"] == str(tmp_path / "gone")


async def test_room_is_looked_for_first(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "p")
    await part.open("/r")
    part.version = Version("/r", total=10**17)
    with pytest.raises(DiskFull) as caught:
        await part.check_room()
    await part.close()
    assert caught.value.notice.code == "disk_full"


@pytest.fixture
def make_room() -> Iterator[Callable[[], None]]:
    """Let no file grow beyond 3000 bytes, as on a disk that is full, until it is called."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, before[1]))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_leaves_no_hole(tmp_path: Path, make_room: Callable[[], None]) -> None:
    path = tmp_path / "p"
    part = PartFile(path)
    await part.open("/r")
    await part.restart(Version("/r", '"v"', 9000))
    await part.add(b"a" * 2000)
    await part.add(b"b" * 2000)
    await part.add(b"c" * 500)
    with pytest.raises(DiskFull):
        await part.settle()
    # Now there is room again, but these bytes do not belong where the file ends.
    make_room()
    await part.add(b"d" * 10)
    with pytest.raises(DiskFull):
        await part.settle()
    await part.close()
    assert path.read_bytes() == b"a" * 2000 + b"b" * 1000
    assert await reopened(path, "/r") == (3000, Version("/r", '"v"', 9000))


async def test_closing_waits_for_what_is_on_its_way(tmp_path: Path) -> None:
    path = tmp_path / "p"
    part = PartFile(path)
    await part.open("/r")
    for _ in range(5):
        await part.add(os.urandom(100_000))
    await part.close()
    assert path.stat().st_size == 500_000
