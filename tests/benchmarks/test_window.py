"""The window against a bare one: first picture, first key; and the longest stall of its loop under load."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.terminal import environment, quick_settings

ROUNDS = 7
RUNS = 3
MOST_PAINT, MOST_TYPABLE, MOST_STALL_MS = 1.5, 2.5, 50.0
PROMPT = "Add snow falling to @Video1"
ROOT = Path(__file__).parents[2]
TIMED = str(ROOT / "tests/support/start_times.py")
WATCHED = str(ROOT / "tests/support/loop_watch.py")
QUIET = {"QT_LOGGING_RULES": "*=false", "PYTHONPATH": str(ROOT)}


def started(*words: str) -> dict[str, float]:
    """Seconds from the start of a process to its moments."""
    began = time.monotonic()
    found = subprocess.run(
        [sys.executable, TIMED, *words],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60, check=True,
        env={**environment(), **QUIET},
    )  # fmt: skip
    return {name: moment - began for name, moment in json.loads(found.stdout).items()}


@pytest.fixture
def with_draft(tmp_path: Path) -> Path:
    """A data folder in which the demo edit was being set up."""
    data = tmp_path / "data"
    command = [sys.executable, "-m", "kling_desktop", "--sandbox", "--demo", "--data-dir", str(data)]
    program = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env={**environment(), **QUIET})
    try:
        deadline = time.monotonic() + 60
        while not _has_draft(data / "journal.db"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        program.terminate()
        program.wait()
    return data


def _has_draft(journal: Path) -> bool:
    if not journal.exists():
        return False
    with closing(sqlite3.connect(journal)) as connection:
        try:
            return bool(connection.execute("SELECT count(*) FROM drafts").fetchone()[0])
        except sqlite3.OperationalError:
            return False


def test_the_first_picture_and_the_first_key(with_draft: Path) -> None:
    rounds: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS + 1):
        bare = started("bare")
        ours = started(PROMPT, "--", "--sandbox", "--data-dir", str(with_draft))
        rounds.append((bare["painted"], ours["painted"], ours["typable"]))
    # The first round filled the caches of the disk.
    bare_s, painted, typable = (statistics.median(column) for column in zip(*rounds[1:], strict=True))
    print(
        f"\nbare window {bare_s * 1000:.0f} ms; first picture {painted * 1000:.0f} ms ="
        f" {painted / bare_s:.2f} × (at most {MOST_PAINT} wanted); prompt takes keys, draft shown"
        f" {typable * 1000:.0f} ms = {typable / bare_s:.2f} × (at most {MOST_TYPABLE} wanted)"
    )
    assert painted / bare_s <= MOST_PAINT
    assert typable / bare_s <= MOST_TYPABLE


def test_the_loop_does_not_stall(tmp_path: Path) -> None:
    runs = [under_load(tmp_path / f"data{number}") for number in range(RUNS)]
    for run in runs:
        worst = ", ".join(f"{late:.0f} ({worked:.0f})" for late, worked in run["stalls"][:8])
        print(
            f"\nlongest waits of the loop in {run['beats']} beats while three practice edits run and a clip plays:"
            f" {worst} ms, in brackets its own work (at most {MOST_STALL_MS:.0f} wanted)"
        )
    # What other programs do to this computer at the same time is not ours: the quietest run counts.
    assert min(run["stalls"][0][0] for run in runs) <= MOST_STALL_MS


def under_load(data: Path) -> dict[str, Any]:
    """What the heartbeat of the window told."""
    command = [sys.executable, WATCHED, "--", "--sandbox", "--demo", "--data-dir", str(quick_settings(data))]
    found = subprocess.run(
        command, capture_output=True, text=True, timeout=180, check=False, env={**environment(), **QUIET}
    )
    assert found.returncode == 0, found.stderr
    told: dict[str, Any] = json.loads(found.stdout)
    return told
