from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.media.worker import never
from kling_desktop.store.inputs import InputFolder

PICTURE = b"\x89PNG and so on"
NAME = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "inputs"


@pytest.fixture
def inputs(root: Path) -> InputFolder:
    return InputFolder(root)


def test_kept_bytes_are_named_by_their_hash(inputs: InputFolder, root: Path) -> None:
    assert inputs.keep(PICTURE) == NAME
    assert inputs.keep(PICTURE) == NAME
    assert inputs.path(NAME).read_bytes() == PICTURE
    assert [path.name for path in root.iterdir()] == [NAME]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), NAME[:-1], NAME + "\n"])
def test_what_is_no_hash_is_no_path(inputs: InputFolder, name: str) -> None:
    with pytest.raises(WorldFailed):
        inputs.path(name)


def test_a_copy_that_is_gone_or_changed_is_told(inputs: InputFolder) -> None:
    with pytest.raises(WorldFailed) as caught:
        inputs.verify(NAME, never)
    assert caught.value.notice.code == "input_gone"
    inputs.keep(PICTURE)
    inputs.verify(NAME, never)
    inputs.path(NAME).write_bytes(b"something else")
    with pytest.raises(WorldFailed):
        inputs.verify(NAME, never)


def test_a_copy_is_read_through_once_and_again_when_it_was_touched(inputs: InputFolder, root: Path) -> None:
    inputs.keep(PICTURE)
    fresh = InputFolder(root)
    asked: list[bool] = []

    def ask() -> bool:
        asked.append(True)
        return False

    fresh.verify(NAME, ask)
    assert asked
    asked.clear()
    fresh.verify(NAME, ask)
    assert not asked
    (root / NAME).write_bytes(PICTURE[::-1])
    os.utime(root / NAME, (1, 1))
    with pytest.raises(WorldFailed):
        fresh.verify(NAME, ask)


def test_a_check_that_is_stopped_claims_nothing(inputs: InputFolder) -> None:
    inputs.keep(PICTURE)
    inputs.path(NAME).write_bytes(b"something else")
    inputs.verify(NAME, lambda: True)


def test_a_copy_that_cannot_be_read_is_told(inputs: InputFolder, root: Path) -> None:
    (root / NAME).mkdir(parents=True)
    with pytest.raises(WorldFailed) as caught:
        inputs.verify(NAME, never)
    assert caught.value.notice.code == "input_unreadable"


def test_keeping_again_mends_a_changed_copy(inputs: InputFolder) -> None:
    inputs.keep(PICTURE)
    inputs.path(NAME).write_bytes(b"something else")
    assert inputs.keep(PICTURE) == NAME
    assert inputs.path(NAME).read_bytes() == PICTURE


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorldFailed) as caught:
        InputFolder(tmp_path / "file" / "inputs").keep(PICTURE)
    assert caught.value.notice.code == "input_not_kept"
