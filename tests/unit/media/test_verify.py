"""A result counts as one only when it is a whole video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.probe import probe
from kling_desktop.media.verify import verify_result
from tests.unit.media.conftest import SMALL, Maker, write_sound


def code_of(path: Path) -> str:
    """The code that `verify_result` refuses the file with."""
    with pytest.raises(BadInput) as caught:
        verify_result(path)
    return caught.value.notice.code


def test_a_whole_result_gives_its_facts(clip: Path, front_loaded: Path) -> None:
    assert verify_result(clip) == probe(clip)
    assert verify_result(front_loaded).frames == 50


@pytest.mark.parametrize("name", ["a.mkv", "a.ts", "a.webm"])
def test_other_containers_are_taken_too(make: Maker, name: str) -> None:
    described = replace(SMALL, codec="libvpx-vp9", sound="libopus") if name == "a.webm" else SMALL
    assert verify_result(make(name, described)).frames == 50


@pytest.mark.parametrize("missing", [1, 100, 5_000, 20_000])
def test_a_result_that_lost_its_end_is_broken(front_loaded: Path, tmp_path: Path, missing: int) -> None:
    path = tmp_path / "result.mp4"
    path.write_bytes(front_loaded.read_bytes()[:-missing])
    assert code_of(path) == "result_broken"


def test_a_result_that_lost_the_end_of_its_index_is_broken(clip: Path, tmp_path: Path) -> None:
    data, path = clip.read_bytes(), tmp_path / "result.mp4"
    for kept in range(data.index(b"moov"), data.index(b"stsz", len(data) - 3_000), 200):
        path.write_bytes(data[:kept])
        assert code_of(path) == "result_broken"


def test_a_page_in_place_of_a_result_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "result.mp4"
    path.write_text("<html><body>502 Bad Gateway</body></html>")
    assert code_of(path) == "result_broken"
    path.write_bytes(b"")
    assert code_of(path) == "result_broken"
    assert code_of(write_sound(tmp_path / "sound.m4a")) == "result_broken"


def test_what_the_disk_did_is_not_blamed_on_the_result(tmp_path: Path) -> None:
    assert code_of(tmp_path / "gone.mp4") == "file_missing"
    assert code_of(tmp_path) == "file_is_folder"
