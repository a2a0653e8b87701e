"""Any clip becomes one that the service takes, frame for frame, as the numbers in its pictures prove."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from kling_desktop.domain.cut import Filling, Pace, Range, Treatment
from kling_desktop.domain.limits import check_video
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import Plan, plan
from kling_desktop.domain.recipe import Method
from kling_desktop.media.grading import Grade
from kling_desktop.media.prepare import Order, prepare
from kling_desktop.media.probe import probe
from kling_desktop.sandbox import limits as sandbox_limits
from kling_desktop.sandbox.probe import probe_video
from tests.support.barcode import numbers
from tests.support.clips import Clip, make_clip, turn_clip
from tests.unit.media.conftest import remux

BARE = Treatment(handles=0)


@dataclass(frozen=True)
class Case:
    """A source, the part of it that is wanted, and by which method it has to be prepared."""

    name: str
    clip: Clip
    marked: Range | None = None
    treatment: Treatment = BARE
    method: Method = Method.ENCODE
    turned: int = 0


def numbered(rate: str, frames: int, width: int = 256, height: int = 144, **rest: Any) -> Clip:
    """A clip of so many frames that carry their numbers."""
    return Clip(float(frames / Fraction(rate)), width, height, rate, picture="numbers", **rest)


def legal(rate: str, frames: int, sound: str | None = "aac") -> Clip:
    """The same, in a form that could go as it is: with key frames now and then, and B-frames."""
    often = {"preset": "ultrafast", "g": "24", "bf": "2"}
    return numbered(rate, frames, 1280, 720, sound=sound, options=often)


# Each pair of container, codec, rate, shape, depth and sound that cameras and programs make stands here once.
CASES = [
    Case("h264_25_legal.mp4", legal("25", 75), method=Method.COPY),
    Case("h264_2997_legal.mov", legal("30000/1001", 80, sound=None), method=Method.COPY),
    Case("h264_23976_cut.mp4", legal("24000/1001", 130), Range(24, 95), method=Method.COPY),
    Case("h264_24_uncut.mp4", legal("24", 100), Range(5, 80)),
    Case("h264_50.mp4", numbered("50", 150, sound="mp3"), Range(3, 148)),
    Case("h264_25_phone.mov", numbered("25", 74), Range(0, 73), turned=90),
    Case("h264_vfr.mp4", numbered("30", 100, dropped={7, 8, 9, 50}), None),
    Case("h264_25i.ts", numbered("25", 90, 360, 288, is_interlaced=True, sound="mp2"), Range(4, 80)),
    Case("h264_5994.mkv", numbered("60000/1001", 160, sound="libopus"), Range(6, 151)),
    Case("h264_120.mp4", numbered("120", 380, sound=None), Range(0, 359)),
    Case("hevc_10bit_25.mov", numbered("25", 80, codec="libx265", pix_fmt="yuv420p10le"), Range(2, 77)),
    Case("hevc_60.mkv", numbered("60", 150, codec="libx265", sound="flac"), None),
    Case("prores_4444_23976.mov", numbered("24000/1001", 73, codec="prores_ks", pix_fmt="yuva444p10le")),
    Case(
        "dnxhr_25.mxf",
        numbered(
            "25", 72, codec="dnxhd", pix_fmt="yuv422p", options={"profile": "dnxhr_sq"}, sound="pcm_s16le"
        ),
    ),
    Case(
        "mpeg2_2997i.mxf",
        numbered("30000/1001", 74, codec="mpeg2video", is_interlaced=True, sound="pcm_s16le", layout="mono"),
    ),
    Case(
        "mpeg2_sd_wide.mpg",
        numbered("25", 80, 360, 288, codec="mpeg2video", pixel_aspect="64/45", sound="mp2"),
    ),
    Case("mjpeg_15.avi", numbered("15", 72, codec="mjpeg", pix_fmt="yuvj420p", sound="pcm_s16le")),
    Case("mpeg4_30.avi", numbered("30", 74, 320, 240, codec="mpeg4", sound="pcm_s16le")),
    Case(
        "vp9_24.webm",
        numbered("24", 72, codec="libvpx-vp9", options={"deadline": "realtime"}, sound="libopus"),
    ),
    Case("wmv_25.wmv", numbered("25", 73, codec="wmv2", sound="mp3")),
    Case("ffv1_444_30.mkv", numbered("30", 72, codec="ffv1", pix_fmt="yuv444p", sound=None)),
    Case("scope_24.mov", numbered("24", 76, 320, 134)),
    Case("uhd_25.mp4", numbered("25", 72, 3840, 2160, sound=None)),
    Case("ten_seconds_24.mov", numbered("24", 700, sound="aac"), Range(320, 559)),
    Case("real_time_25.mkv", numbered("25", 80), None, Treatment(handles=0, pace=Pace.REAL_TIME)),
    Case("loop_24.mp4", numbered("24", 30), None, Treatment(filling=Filling.LOOP)),
    Case("freeze_25.mp4", numbered("25", 30), None, Treatment(filling=Filling.FREEZE)),
    Case("slow_24.mov", numbered("24", 40), None, Treatment(filling=Filling.SLOW)),
]


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    source: MediaInfo
    plan: Plan
    sent: MediaInfo
    path: Path


def carried_out(case: Case, folder: Path) -> Outcome:
    """Make the case's source, plan and prepare it."""
    source = make_clip(folder / case.name, case.clip)
    if case.turned:
        turn_clip(source, case.turned)
    info = probe(source)
    made = plan(info, case.marked, case.treatment)
    assert made.refusal is None
    target = folder / "sent.mp4"
    sent = prepare(Order(source, made, Grade(made.look.kind)), target)
    return Outcome(info, made, sent, target)


def shown_at(case: Case, info: MediaInfo, frame: int) -> int:
    """The number that the source shows in the middle of its `frame`, counted evenly."""
    number = int((frame + Fraction(1, 2)) / info.rate * Fraction(case.clip.rate))
    while number in case.clip.dropped:
        number -= 1
    return number


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_clip_is_made_fit_frame_for_frame(case: Case, tmp_path: Path) -> None:
    done = carried_out(case, tmp_path)
    assert done.plan.method is case.method
    assert check_video(done.sent) == ()
    sandbox_limits.check_video(probe_video(done.path), done.sent.size)
    assert (done.sent.frames, done.sent.rate) == (done.plan.frames, done.plan.rate)
    assert (done.sent.width, done.sent.height) == (done.plan.width, done.plan.height)
    assert (done.sent.codec, done.sent.pixel_format, done.sent.is_variable) == ("h264", "yuv420p", False)
    assert (done.sent.is_interlaced, done.sent.is_upright) == (False, True)
    wanted = [shown_at(case, done.source, frame) for frame in done.plan.source_frames]
    assert numbers(done.path, is_turned=case.turned == 90) == wanted
    assert done.sent.has_sound == (case.clip.sound is not None)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([case.name, "sent.mp4"])


def tone(path: Path) -> tuple[float, float]:
    """The pitch of a clip's sound in Hz, by its zero crossings, and its length in seconds."""
    with av.open(str(path)) as clip:
        frames = list(clip.decode(audio=0))
    rate = frames[0].sample_rate
    planes = (bytes(frame.planes[0])[: frame.samples * 4] for frame in frames)
    samples = [value for plane in planes for value in memoryview(plane).cast("f")]
    middle = samples[len(samples) // 4 : len(samples) * 3 // 4]
    rises = sum(before < 0 <= after for before, after in pairwise(middle))
    return rises * rate / len(middle), len(samples) / rate


@pytest.mark.parametrize(
    ("rate", "treatment"),
    [("24000/1001", BARE), ("25", BARE), ("30", BARE), ("25", Treatment(handles=0, pace=Pace.REAL_TIME))],
)
def test_sound_goes_as_fast_as_the_pictures_at_its_own_pitch(
    rate: str, treatment: Treatment, tmp_path: Path
) -> None:
    done = carried_out(Case("a.mp4", numbered(rate, 100), Range(10, 95), treatment), tmp_path)
    pitch, seconds = tone(done.path)
    assert pitch == pytest.approx(440, rel=0.01)
    assert seconds == pytest.approx(done.plan.seconds, abs=0.05)


def test_sound_that_is_not_wanted_is_left_out(tmp_path: Path) -> None:
    quiet = Treatment(handles=0, sends_sound=False)
    done = carried_out(Case("a.mp4", legal("24", 72), None, quiet, Method.COPY), tmp_path)
    assert (done.plan.method, done.sent.has_sound) == (Method.COPY, False)


def test_frames_that_an_edit_list_hides_are_not_sent(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", legal("24", 96))
    trimmed = tmp_path / "trimmed.mp4"
    remux(whole, trimmed, hidden_ticks=24 * 512)
    info = probe(trimmed)
    made = plan(info, None, BARE)
    prepare(Order(trimmed, made, Grade()), tmp_path / "sent.mp4")
    assert made.method is Method.ENCODE
    assert numbers(tmp_path / "sent.mp4") == list(range(24, 96))
