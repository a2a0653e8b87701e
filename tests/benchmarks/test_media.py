"""Times of media work, as ratios to the ffmpeg command line or to each other within one run."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kling_desktop.media.fingerprint import fingerprint
from kling_desktop.media.frames import filmstrip, still
from kling_desktop.media.probe import probe
from kling_desktop.media.verify import verify_result
from kling_desktop.paths import resource
from tests.support.clips import Clip, make_clip

ROUNDS = 7
COUNT, HEIGHT = 10, 90
DEMO = resource("demo", "big-buck-bunny-5s.mp4")


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds in 1080p with the key frames and B-frames of an ordinary export."""
    usual = {"preset": "veryfast", "bf": "3", "g": "250"}
    described = Clip(seconds=10, width=1920, height=1080, rate="25", options=usual)
    return make_clip(tmp_path_factory.mktemp("bench") / "ten.mp4", described)


def median_ms(work: Callable[[], object]) -> float:
    """Milliseconds that the work takes, the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def strip_by_ffmpeg(path: Path) -> bytes:
    """The same strip made by the ffmpeg command line."""
    program = shutil.which("ffmpeg") or pytest.skip("the ffmpeg command line is not installed")
    chosen = f"select='not(mod(n-12,25))',scale=-2:{HEIGHT}:flags=area"
    command = [program, "-v", "error", "-i", str(path), "-vf", chosen, "-fps_mode", "passthrough"]
    output = ["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    return subprocess.run([*command, *output], check=True, stdout=subprocess.PIPE).stdout


def test_a_filmstrip_against_the_ffmpeg_command_line(long_clip: Path) -> None:
    pictures = list(filmstrip(long_clip, COUNT, HEIGHT))
    theirs = strip_by_ffmpeg(long_clip)
    assert len(theirs) == sum(3 * picture.width * picture.height for picture in pictures)
    mine_ms = median_ms(lambda: list(filmstrip(long_clip, COUNT, HEIGHT)))
    their_ms = median_ms(lambda: strip_by_ffmpeg(long_clip))
    ratio = f"{mine_ms:.0f} ms = {mine_ms / their_ms:.2f} × ffmpeg ({their_ms:.0f} ms)"
    print(f"\nfilmstrip of {COUNT}, 10 s 1080p: {ratio}")
    assert mine_ms < 3 * their_ms


def test_looks_at_a_clip(long_clip: Path) -> None:
    probe_ms = median_ms(lambda: probe(DEMO))
    print(f"\nprobe of the demo clip: {probe_ms:.0f} ms")
    for name, work in {
        "probe, 10 s 1080p": lambda: probe(long_clip),
        "verify a result, 10 s 1080p": lambda: verify_result(long_clip),
        "fingerprint, 10 s 1080p": lambda: fingerprint(long_clip),
        "still at 0": lambda: still(long_clip, 0.0, 320),
        "still at 3.33 s": lambda: still(long_clip, 3.33, 320),
        "still at 9.99 s": lambda: still(long_clip, 9.99, 320),
        "still at 5 s, full size": lambda: still(long_clip, 5.0),
    }.items():
        taken = median_ms(work)
        print(f"{name}: {taken:.0f} ms = {taken / probe_ms:.1f} × probe of the demo clip")
        assert taken < 200 * probe_ms
