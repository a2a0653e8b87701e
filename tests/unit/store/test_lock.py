from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop.store.lock import EngineLock

ROOT = str(Path(__file__).parents[3])
HOLDER = """
import sys
from pathlib import Path
from kling_desktop.store.lock import EngineLock

lock = EngineLock(Path(sys.argv[1]))
print("held" if lock.acquire() else "refused", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "engine.lock"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
    )
    with process:
        yield process
        process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_one_holder_at_a_time(path: Path) -> None:
    first, second = EngineLock(path), EngineLock(path)
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    assert not first.acquire()
    second.release()
    second.release()


def test_another_process_is_refused_until_release(path: Path, holder: subprocess.Popen[str]) -> None:
    assert said(holder) == "held"
    lock = EngineLock(path)
    assert not lock.acquire()
    holder.communicate("")
    assert lock.acquire()
    lock.release()


def test_a_killed_holder_frees_it(path: Path, holder: subprocess.Popen[str]) -> None:
    assert said(holder) == "held"
    lock = EngineLock(path)
    assert not lock.acquire()
    holder.kill()
    holder.wait()
    assert lock.acquire()
    lock.release()


def test_this_process_holds_it_against_another(path: Path) -> None:
    lock = EngineLock(path)
    assert lock.acquire()
    other = subprocess.run(
        [sys.executable, "-c", HOLDER, str(path)],
        input="",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ROOT},
    )
    assert other.stdout.strip() == "refused"
    lock.release()
