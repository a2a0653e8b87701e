"""The viewer against a bare QMediaPlayer with a sink, on the same 1080p24 clip, in one run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import clips
from tests.support.terminal import environment

ROOT = Path(__file__).parents[2]
SECONDS = 8.0
STEP_MS, SCRUB_MS, FIRST_MS = 60.0, 100.0, 300.0
MOST_DROPPED, MOST_IDLE, MOST_LEFT_MB = 0.01, 0.01, 20.0
FULL_HD = clips.Clip(
    seconds=10,
    width=1920,
    height=1080,
    picture="numbers",
    options={"preset": "veryfast", "g": "48", "bf": "2"},
)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("clips")
    source = clips.make_clip(folder / "source.mp4", FULL_HD)
    result = folder / "result.mp4"
    result.write_bytes(source.read_bytes())
    return source, result


def test_the_viewer_keeps_up(pair: tuple[Path, Path]) -> None:
    command = [sys.executable, "-m", "tests.support.viewer_timing", *map(str, pair), str(SECONDS)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        env={**environment(), "QT_LOGGING_RULES": "*=false", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\nbare player {told['bare_fps']:.1f} frames/s at {told['bare_cpu'] * 100:.0f} % of a core;"
        f" wipe of two 1080p24 {told['wipe_fps']:.1f} frames/s at {told['wipe_cpu'] * 100:.0f} %"
        f" = {told['wipe_cpu'] / max(told['bare_cpu'], 0.01):.1f} ×, {told['wipe_dropped'] * 100:.1f} % dropped\n"
        f"step on {told['step_on_ms']:.0f} ms, back {told['step_back_ms']:.0f} ms (at most {STEP_MS:.0f});"
        f" scrub {told['scrub_median_ms']:.0f} ms, nine in ten {told['scrub_ms']:.0f} ms (at most {SCRUB_MS:.0f}); first frame of a result"
        f" {told['first_ms']:.0f} ms (at most {FIRST_MS:.0f})\n"
        f"idle {told['idle_cpu'] * 100:.1f} % of a core; 200 clips opened and closed left {told['memory_mb']:.1f} MB"
    )
    assert told["wipe_dropped"] <= MOST_DROPPED
    assert max(told["step_on_ms"], told["step_back_ms"]) <= STEP_MS
    assert told["scrub_ms"] <= SCRUB_MS
    assert told["first_ms"] <= FIRST_MS
    assert told["idle_cpu"] <= MOST_IDLE
    assert told["memory_mb"] <= MOST_LEFT_MB
