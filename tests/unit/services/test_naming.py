"""Names of takes: reserved at once, never overwriting, possible on every file system."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.errors import DiskFull, FolderGone
from kling_desktop.domain.names import safe_stem
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.services.naming import claim, folder_error, free_names, stem_of


def names(folder: Path, stem: str, count: int = 1) -> list[str]:
    return [path.name for path in free_names(folder, stem, count)]


def test_versions_count_up(tmp_path: Path) -> None:
    assert names(tmp_path, "A001C003", 2) == ["A001C003_v001.mp4", "A001C003_v002.mp4"]
    (tmp_path / "a001c003_V007.mov").touch()
    assert names(tmp_path, "A001C003") == ["A001C003_v008.mp4"]


def test_a_name_is_claimed_once_and_never_overwritten(tmp_path: Path) -> None:
    taken = tmp_path / "A001C003_v001.mp4"
    assert claim(taken)
    assert not claim(taken)
    taken.write_bytes(b"somebody's")
    assert not claim(taken)
    assert taken.read_bytes() == b"somebody's"


def test_other_clips_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "A001C0031_v009.mp4").touch()
    assert names(tmp_path, "A001C003") == ["A001C003_v001.mp4"]


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    (path,) = free_names(tmp_path / "new" / "deeper", "x", 1)
    assert claim(path)
    assert path.exists()


def test_a_folder_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(FolderGone):
        free_names(tmp_path / "taken", "x", 1)
    with pytest.raises(FolderGone):
        claim(tmp_path / "taken" / "x_v001.mp4")


def test_a_folder_full_of_versions_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "x_v99998.mp4").touch()
    with pytest.raises(FolderGone):
        free_names(tmp_path, "x", 1)


def test_a_full_disk_is_told_from_a_missing_folder() -> None:
    assert isinstance(folder_error(OSError(errno.ENOSPC, "no space"), Path("/x")), DiskFull)
    assert isinstance(folder_error(OSError(errno.EACCES, "denied"), Path("/x")), FolderGone)


@pytest.mark.parametrize(
    ("location", "stem"),
    [
        ("/clips/A001C003.mov", "A001C003"),
        ("https://host/a/b/shot%20one.mp4?sig=secret", "shot one"),
        ("https://host/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://host/", "clip"),
        ("/clips/雪景.mp4", "雪景"),
    ],
)
def test_the_stem_comes_from_the_clip_alone(location: str, stem: str) -> None:
    assert stem_of(EditRequest("x", (VideoInput(location),))) == stem


@given(st.text(max_size=200))
def test_every_stem_can_be_a_file_name_everywhere(text: str) -> None:
    stem = safe_stem(text)
    assert stem
    assert not set(stem) & set('<>:"/\\|?*')
    assert stem == stem.rstrip(" .")
    assert stem.casefold() not in {"con", "nul", "prn", "aux", "com1", "lpt9"}
    assert len(f"{stem}_v12345.mp4.part".encode()) < 255
