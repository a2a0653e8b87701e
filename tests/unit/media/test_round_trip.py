"""A range through the real parts: prepared, edited by the practice service, made fit for its timeline again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from kling_desktop.domain.arrival import Light, Subject, judged
from kling_desktop.domain.cut import Range
from kling_desktop.domain.plan import plan
from kling_desktop.domain.recording import recipe_of
from kling_desktop.domain.request import VideoInput
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.domain.timeline import Format, TimelineChoice
from kling_desktop.media.arrival import measure
from kling_desktop.media.grading import Grade
from kling_desktop.media.prepare import Order, prepare
from kling_desktop.media.probe import probe
from kling_desktop.media.timeline import TimelineOrder, write_timeline
from kling_desktop.sandbox.probe import probe_video
from kling_desktop.sandbox.render import Edit, render
from tests.support.barcode import numbers
from tests.support.numbered import Numbered, make_numbered, pcm, read_pcm

RATES = (
    (Fraction(24000, 1001), "01:00:00:00"),
    (Fraction(24), "10:20:30:05"),
    (Fraction(25), "01:00:00:00"),
    (Fraction(30000, 1001), "00:59:57;20"),
    (Fraction(30000, 1001), "00:59:57:20"),
    (Fraction(30), "23:59:58:25"),
    (Fraction(50), "01:00:00:10"),
    (Fraction(60000, 1001), "00:59:57;50"),
    (Fraction(60), "01:00:00:00"),
)


@pytest.mark.parametrize(("rate", "timecode"), RATES)
def test_range_prepare_practice_timeline(tmp_path: Path, rate: Fraction, timecode: str) -> None:
    tags = {"timecode": timecode, "reel_name": "A001"}
    # No longer than it has to be: of fast ones every second frame goes.
    long = range(110 if rate <= 30 else 200)
    source = make_numbered(
        tmp_path / "A001C003.mov", Numbered(long, rate, 320, 180, tags=tags, sound="pcm_s16le")
    )
    marked = Range(20, 20 + (50 if rate <= 30 else 100))
    info = probe(source)
    video = VideoInput(str(source), range=marked)
    planned = plan(info, marked, video.treatment)
    assert planned.refusal is None
    sent = tmp_path / "sent.mp4"
    prepare(Order(source, planned, Grade()), sent)
    recipe = recipe_of(video, info, planned, "")
    result = tmp_path / "A001C003_v001.mp4"
    render(Edit(sent, probe_video(sent), "@Video1", "std", None, keep_sound=True), result, lambda: False)

    target = tmp_path / "timeline.mov"
    made = write_timeline(TimelineOrder(result, source, recipe, TimelineChoice(Format.RESTAMP), 1), target)

    wanted = range(recipe.begin, recipe.end + 1)
    assert numbers(target) == [recipe.begin + (n - recipe.begin) // recipe.step * recipe.step for n in wanted]
    first = round(recipe.begin / rate * 48_000)
    assert read_pcm(target) == pcm(first, round((recipe.end + 1) / rate * 48_000) - first)
    with av.open(str(target)) as clip:
        (words,) = [stream.metadata for stream in clip.streams if stream.type == "data"]
        assert words["timecode"] == TimecodeCount.of(rate, timecode).text(recipe.begin)
        assert words["reel_name"] == "A001_K001"
        assert clip.streams.video[0].average_rate == rate
    assert made.format is (Format.RESTAMP if recipe.step == 1 else Format.PRORES_422)
    card = judged(measure(result, recipe, source), recipe)
    lights = {line.subject: line.light for line in card.findings}
    assert {lights[each] for each in (Subject.FRAMES, Subject.LENGTH, Subject.MOTION, Subject.BLACK)} == {
        Light.GREEN
    }
