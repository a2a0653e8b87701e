"""Timeline files against what they save and against the ffmpeg command line, as ratios of one run."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from kling_desktop.domain.timeline import Format, Sound, TimelineChoice
from kling_desktop.media.arrival import measure
from kling_desktop.media.timeline import TimelineOrder, write_timeline
from tests.support.clips import Clip, make_clip
from tests.support.takes import Kit, make_kit

SECONDS = 4
ROUNDS = 2


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """Some seconds in 1080p as the service gives them, and a source with sound."""
    folder = tmp_path_factory.mktemp("timeline")
    frames = SECONDS * 24
    kit = make_kit(folder, length=frames + 20, first=10, last=9 + frames, handles=0)
    described = Clip(
        SECONDS, 1920, 1080, "24", options={"preset": "veryfast", "bf": "2"}, colour=(1, 1, 1, 1)
    )
    result = make_clip(folder / "result_v003.mp4", described)
    return replace(kit, result=result)


def least_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the quickest of some rounds: what the work takes when nothing else does."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def made(kit: Kit, choice: TimelineChoice) -> Callable[[], object]:
    order = TimelineOrder(kit.result, kit.source, kit.recipe, choice, 3)
    return lambda: write_timeline(order, kit.result.with_name("made" + choice.format.suffix))


def by_ffmpeg(kit: Kit) -> Callable[[], object]:
    program = shutil.which("ffmpeg") or pytest.skip("the ffmpeg command line is not installed")
    encoder = ["-r", "25", "-c:v", "prores_ks", "-profile:v", "2", "-pix_fmt", "yuv422p10le", "-an"]
    command = [program, "-v", "error", "-y", "-r", "25", "-i", str(kit.result), *encoder]
    target = str(kit.result.with_name("theirs.mov"))
    return lambda: subprocess.run([*command, target], check=True)


@pytest.fixture(scope="module")
def encoded(kit: Kit) -> float:
    """Milliseconds of an export as ProRes 422."""
    return least_ms(made(kit, TimelineChoice(Format.PRORES_422, Sound.NONE)), 1)


def test_a_restamp_against_a_transcode(kit: Kit, encoded: float) -> None:
    copied = least_ms(made(kit, TimelineChoice(Format.RESTAMP)), 5)
    print(
        f"\nrestamp, {SECONDS} s 1080p: {copied:.0f} ms; transcode: {encoded:.0f} ms = {encoded / copied:.0f} ×"
    )
    assert encoded > 50 * copied


def test_a_prores_export_against_the_ffmpeg_command_line(kit: Kit) -> None:
    mine, theirs = made(kit, TimelineChoice(Format.PRORES_422, Sound.NONE)), by_ffmpeg(kit)
    # In turns, so that both meet the same machine.
    pairs = [(least_ms(mine, 1), least_ms(theirs, 1)) for _ in range(ROUNDS + 1)]
    ratio = min(one for one, _ in pairs) / min(other for _, other in pairs)
    print(f"\nProRes 422, {SECONDS} s 1080p: {ratio:.2f} × ffmpeg; {pairs}")
    assert ratio <= 1.15


def test_the_arrival_check_against_a_transcode(kit: Kit, encoded: float) -> None:
    checked = least_ms(lambda: measure(kit.result, kit.recipe, kit.source), 1)
    print(f"\narrival check, {SECONDS} s 1080p: {checked:.0f} ms = {checked / encoded:.2f} × transcode")
    assert checked < encoded
