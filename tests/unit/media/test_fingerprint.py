"""Fingerprints tell whether a file is still the one that was chosen."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.fingerprint import STEP, fingerprint, is_unchanged, renewed
from kling_desktop.media.worker import Stopped


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of two and a half steps."""
    path = tmp_path / "clip.mov"
    path.write_bytes(b"0123456789" * (STEP // 4))
    return path


@given(size=st.integers(1, 3 * STEP))
def test_it_is_size_time_and_sha_256(size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    content = bytes([size % 251]) * size
    path.write_bytes(content)
    seen = fingerprint(path)
    assert (seen.size, seen.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert seen.mtime_ns == path.stat().st_mtime_ns


def test_an_untouched_file_is_unchanged_without_being_read(path: Path) -> None:
    known = fingerprint(path)

    def stop() -> bool:
        raise AssertionError("the file was read")

    assert is_unchanged(path, known, stop=stop)


def test_what_is_known_is_kept_until_size_or_time_differ(path: Path) -> None:
    known = replace(fingerprint(path), sha256="known before")
    assert renewed(path, known) is known
    assert renewed(path, None) == fingerprint(path)
    os.utime(path, ns=(1, known.mtime_ns + 1))
    assert renewed(path, known) == fingerprint(path)


def test_a_copy_with_another_time_is_unchanged(path: Path) -> None:
    known = fingerprint(path)
    os.utime(path, ns=(1, 1))
    assert is_unchanged(path, known)


def test_other_content_is_a_change_however_much_looks_the_same(path: Path) -> None:
    known = fingerprint(path)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"x")
    os.utime(path, ns=(1, 1))
    assert not is_unchanged(path, known)
    os.utime(path, ns=(known.mtime_ns, known.mtime_ns))
    assert is_unchanged(path, known)
    assert not is_unchanged(path, known, deep=True)
    path.write_bytes(data + b"x")
    assert not is_unchanged(path, known)


def test_a_file_that_went_away_is_told_apart(path: Path) -> None:
    known = fingerprint(path)
    path.unlink()
    for ask in (lambda: is_unchanged(path, known), lambda: fingerprint(path)):
        with pytest.raises(BadInput, match="file_missing"):
            ask()


def test_it_stops_between_steps(path: Path) -> None:
    answers = iter([False, True])
    with pytest.raises(Stopped):
        fingerprint(path, lambda: next(answers))
    assert list(answers) == []


def test_a_file_that_is_being_written_has_no_fingerprint_yet(path: Path) -> None:
    def write_more() -> bool:
        with path.open("ab") as file:
            file.write(b"more")
        return False

    with pytest.raises(BadInput, match="file_changed"):
        fingerprint(path, write_more)


def test_two_that_need_it_at_once_read_it_once_and_one_may_leave(tmp_path: Path) -> None:
    path = tmp_path / "large.mov"
    path.write_bytes(os.urandom(24 * STEP + 5))
    steps: list[str] = []
    has_begun, has_joined = Event(), Event()

    def first() -> bool:
        steps.append("first")
        if len(steps) == 4:
            has_begun.set()
            return has_joined.wait(30)
        return False

    def second() -> bool:
        steps.append("second")
        has_joined.set()
        return False

    with ThreadPoolExecutor(2) as threads:
        leaving = threads.submit(fingerprint, path, first)
        assert has_begun.wait(30)
        staying = threads.submit(fingerprint, path, second)
        assert staying.result().sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        with pytest.raises(Stopped):
            leaving.result()
    # Each step was taken by one of them; each looks once more to see that it is over.
    assert len(steps) <= 25 + 2
