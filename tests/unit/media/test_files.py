"""What a path names: a readable file, or the one reason why it is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.media import files


def code_of(path: Path) -> str:
    """The code that `readable_size` refuses the path with."""
    with pytest.raises(BadInput) as caught:
        files.readable_size(path)
    assert caught.value.notice.values["name"] == path.name
    return caught.value.notice.code


def test_a_file_has_its_size(tmp_path: Path) -> None:
    path = tmp_path / "clip.mov"
    path.write_bytes(b"12345")
    assert files.readable_size(path) == 5


def test_what_is_no_file_with_content_is_refused_by_its_own_word(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert code_of(tmp_path / "gone.mov") == "file_missing"
    assert code_of(tmp_path / "empty") == "file_empty"
    assert code_of(tmp_path / "empty" / "below.mov") == "file_missing"
    assert code_of(tmp_path) == "file_is_folder"
    assert code_of(tmp_path / "nul\x00.mov") == "file_unreadable"
    assert code_of(tmp_path / ("long" * 200)) == "file_unreadable"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_and_does_not_make_us_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert code_of(tmp_path / "pipe.mp4") == "file_unreadable"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights don't bind this user")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.mp4"
    path.write_bytes(b"x")
    path.chmod(0)
    assert code_of(path) == "file_unreadable"


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
        (b"GIF89a\x01\x00", "gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "heic"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "avif"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", ""),
        (b"RIFF\x24\x00\x00\x00AVI LIST", ""),
        (b"hello", ""),
        (b"", ""),
    ],
)
def test_pictures_are_known_by_their_first_bytes(start: bytes, word: str) -> None:
    assert files.picture_format(start[: files.HEAD_BYTES]) == word
