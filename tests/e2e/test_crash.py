"""The crash test: killed at any moment and started again, the program loses no paid task and pays none twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.crashing import KINDS, crash_often

KILLS = 40
SEED = 20_261_122
LEAST_OF_A_KIND = 4


def test_no_crash_loses_a_paid_task_or_pays_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = asyncio.run(crash_often(KILLS, SEED, tmp_path))
    with capsys.disabled():
        print("\n" + "\n".join(figures.lines()))
    assert figures.kills.total() == KILLS
    assert min(figures.kills[kind] for kind in KINDS) >= LEAST_OF_A_KIND
