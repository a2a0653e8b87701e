"""Names of takes: reserved at once, never overwriting, possible on every file system."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.errors import DiskFull, FolderGone
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.services.naming import folder_error, reserve, safe_stem, stem_of


def test_versions_count_up_and_never_overwrite(tmp_path: Path) -> None:
    first, second = reserve(tmp_path, "A001C003"), reserve(tmp_path, "A001C003")
    assert [first.name, second.name] == ["A001C003_v001.mp4", "A001C003_v002.mp4"]
    (tmp_path / "a001c003_V007.mov").touch()
    assert reserve(tmp_path, "A001C003").name == "A001C003_v008.mp4"


def test_other_clips_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "A001C0031_v009.mp4").touch()
    assert reserve(tmp_path, "A001C003").name == "A001C003_v001.mp4"


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    assert reserve(tmp_path / "new" / "deeper", "x").exists()


def test_a_folder_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(FolderGone):
        reserve(tmp_path / "taken", "x")


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
