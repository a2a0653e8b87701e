"""The timeline file: every frame, sample, timecode and reel of the range, for each rate; and what goes wrong."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling_desktop.domain.arrival import ChannelShift, ColourShift
from kling_desktop.domain.cut import Filling, Pace
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.domain.timeline import Fixes, Format, Motion, PictureSize, Sound, TimelineChoice
from kling_desktop.media.timeline import Made, TimelineOrder, format_of, write_timeline
from kling_desktop.media.worker import Stopped
from tests.support.barcode import NoNumber, number_of, numbers
from tests.support.numbered import pcm, read_pcm
from tests.support.takes import Kit, make_kit, make_result

RATES = (
    (Fraction(24000, 1001), "01:00:00:00"),
    (Fraction(24), "10:20:30:05"),
    (Fraction(25), "01:00:00:00"),
    (Fraction(30000, 1001), "00:59:59;20"),
    (Fraction(30000, 1001), "00:59:59:20"),
    (Fraction(30000, 1001), ""),
    (Fraction(30), "23:59:59:25"),
    (Fraction(50), "01:00:00:10"),
    (Fraction(60000, 1001), "00:59:59;50"),
    (Fraction(60), "01:00:00:00"),
)


def write(kit: Kit, choice: TimelineChoice, **more: Any) -> tuple[Path, Made]:
    target = kit.result.with_name("made" + choice.format.suffix)
    return target, write_timeline(
        TimelineOrder(kit.result, kit.source, kit.recipe, choice, 3, **more), target
    )


def tags(path: Path) -> tuple[str, str]:
    """Timecode and reel, from the timecode track."""
    with av.open(str(path)) as clip:
        found = [stream.metadata for stream in clip.streams if stream.type == "data"]
        return found[0].get("timecode", ""), found[0].get("reel_name", "")


def pictures(path: Path) -> list[bytes]:
    with av.open(str(path)) as clip:
        return [b"".join(bytes(plane) for plane in frame.planes) for frame in clip.decode(video=0)]


def held(kit: Kit) -> list[int]:
    """The numbers that the file has to show: of a source sent by every second frame each one twice."""
    return [
        kit.recipe.begin + (number - kit.recipe.begin) // kit.recipe.step * kit.recipe.step
        for number in kit.frames
    ]


@pytest.mark.parametrize(("rate", "timecode"), RATES)
def test_a_range_comes_back_frame_for_frame(tmp_path: Path, rate: Fraction, timecode: str) -> None:
    kit = make_kit(tmp_path, rate, timecode)
    target, made = write(kit, TimelineChoice(Format.RESTAMP))
    assert numbers(target) == held(kit)
    first, count = kit.samples
    assert read_pcm(target) == pcm(first, count)
    expected = TimecodeCount.of(rate, timecode).text(kit.recipe.begin)
    assert tags(target) == (expected, "A001_K003")
    assert (";" in expected) == (";" in timecode)
    with av.open(str(target)) as clip:
        assert clip.streams.video[0].average_rate == rate
        assert clip.streams.video[0].frames == len(kit.frames)
        context = clip.streams.video[0].codec_context
        tagged = context.color_primaries, context.color_trc, context.colorspace, context.color_range
        assert tagged == (1, 1, 1, 1)
    if kit.recipe.step == 1:
        assert made.format is Format.RESTAMP
        assert pictures(target) == pictures(kit.result)
    else:
        assert made.format is Format.PRORES_422
        assert [notice.code for notice in made.notes] == ["motion_halved", "restamp_impossible"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rate=st.sampled_from(RATES),
    first=st.integers(0, 20),
    frames=st.integers(2, 15),
    handles=st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_any_range_of_any_rate(
    tmp_path: Path, rate: tuple[Fraction, str], first: int, frames: int, handles: tuple[int, int]
) -> None:
    folder = tmp_path / os.urandom(6).hex()
    folder.mkdir()
    kit = make_kit(folder, *rate, first=first + handles[0], last=first + handles[0] + frames - 1, handles=0)
    recipe = replace(kit.recipe, before=handles[0], after=handles[1])
    sent = list(range(recipe.begin, recipe.end + 1, recipe.step))
    kit = replace(kit, recipe=replace(recipe, sent_frames=len(sent)), result=make_result(folder, sent))
    target, _ = write(kit, TimelineChoice(Format.RESTAMP))
    assert numbers(target) == held(kit)
    assert read_pcm(target) == pcm(*kit.samples)
    assert tags(target)[0] == TimecodeCount.of(*rate).text(kit.recipe.begin)


@pytest.mark.parametrize("form", [each for each in Format if each is not Format.RESTAMP])
def test_each_format_has_every_frame_and_is_what_it_says(tmp_path: Path, form: Format) -> None:
    kit = make_kit(tmp_path)
    target, made = write(kit, TimelineChoice(form))
    assert made.format is form
    assert numbers(target) == kit.frames
    codec = {"pro": "prores", "dnx": "dnxhd", "h26": "h264", "hev": "hevc"}[form[:3]]
    with av.open(str(target)) as clip:
        stream = clip.streams.video[0]
        assert stream.codec_context.codec.canonical_name == codec
        assert (stream.codec_context.colorspace, stream.codec_context.color_range) == (1, 1)
        assert stream.average_rate == 25
    is_mp4 = target.suffix == ".mp4"
    assert tags(target) == ("01:00:00:05", "" if is_mp4 else "A001_K003")
    assert [notice.code for notice in made.notes] == (["mp4_without_reel"] if is_mp4 else [])


def test_the_reel_is_kept_where_wanted_and_made_of_the_name_where_there_is_none(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    assert tags(write(kit, TimelineChoice(Format.RESTAMP, keeps_reel=True))[0])[1] == "A001"
    nameless = replace(kit, recipe=replace(kit.recipe, reel=""))
    assert tags(write(nameless, TimelineChoice(Format.RESTAMP))[0])[1] == "A001C003_K003"


def test_the_picture_in_the_size_of_the_source(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    kit = replace(kit, recipe=replace(kit.recipe, width=384, height=216))
    target, made = write(kit, TimelineChoice(Format.RESTAMP, size=PictureSize.SOURCE))
    assert made.format is Format.PRORES_422
    with av.open(str(target)) as clip:
        assert (clip.streams.video[0].width, clip.streams.video[0].height) == (384, 216)
    assert numbers(target) == kit.frames


def test_no_sound_where_none_is_wanted_or_there_is_none(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    target, made = write(kit, TimelineChoice(Format.RESTAMP, Sound.NONE))
    with av.open(str(target)) as clip:
        assert not clip.streams.audio
    assert not made.notes
    silent = make_kit(tmp_path, sound=None)
    assert [notice.code for notice in write(silent, TimelineChoice(Format.RESTAMP))[1].notes] == [
        "source_without_sound"
    ]


def test_frames_that_were_made_up_are_left_out_again(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    for filling in (Filling.FREEZE, Filling.LOOP, Filling.SLOW):
        real = kit.frames
        count = len(real) + 11
        sent = {
            Filling.FREEZE: real + [real[-1]] * 11,
            Filling.LOOP: [real[number % len(real)] for number in range(count)],
            Filling.SLOW: [real[number * len(real) // count] for number in range(count)],
        }[filling]
        recipe = replace(kit.recipe, filling=filling, filled=11, sent_frames=count)
        filled = replace(kit, recipe=recipe, result=make_result(tmp_path, sent))
        assert numbers(write(filled, TimelineChoice(Format.RESTAMP))[0]) == real


@pytest.mark.parametrize("motion", Motion)
def test_real_time_has_the_exact_count(tmp_path: Path, motion: Motion) -> None:
    kit = make_kit(tmp_path)
    recipe = replace(kit.recipe, pace=Pace.REAL_TIME, sent_rate_num=25)
    at_24 = [kit.frames[number * 25 // 24] for number in range(len(kit.frames) * 24 // 25)]
    timed = replace(kit, recipe=recipe, result=make_result(tmp_path, at_24))
    target, made = write(timed, TimelineChoice(Format.RESTAMP, motion=motion))
    assert made.format is Format.PRORES_422
    with av.open(str(target)) as clip:
        assert sum(1 for _ in clip.decode(video=0)) == len(kit.frames)
    if motion is Motion.NEAREST:
        assert all(abs(got - wanted) <= 1 for got, wanted in zip(numbers(target), kit.frames, strict=True))


def test_blending_goes_with_everything_that_is_mended(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    recipe = replace(kit.recipe, pace=Pace.REAL_TIME, sent_rate_num=25)
    at_24 = [kit.frames[number * 25 // 24] for number in range(len(kit.frames) * 24 // 25)]
    sent: list[int | None] = [None, None, *at_24[2:-2], None, None]
    timed = replace(kit, recipe=recipe, result=make_result(tmp_path, sent))
    shift = ColourShift(ChannelShift(128, 128), ChannelShift(128, 128), ChannelShift(128, 118))
    fixes = Fixes(colour=1.0, fills_from_source=True, black_head=2, black_tail=2)
    found = {}
    for motion in Motion:
        choice = TimelineChoice(Format.PRORES_LT, Sound.NONE, motion=motion, fixes=fixes)
        target, _ = write(timed, choice, colour=shift)
        found[motion] = pictures(target)
        # The ends are the source's own, as it is; between them the red is as it was wanted.
        heads = numbers_that_can_be_read(target)
        assert [heads[at] for at in (0, 1, -2, -1)] == [kit.frames[at] for at in (0, 1, -2, -1)]
        assert red_of(target, 0) - red_of(target, 10) == pytest.approx(10, abs=1.5)
    assert [len(each) for each in found.values()] == [len(kit.frames)] * 2
    alike = [one == other for one, other in zip(*found.values(), strict=True)]
    assert alike[0]
    assert alike[-1]
    assert not all(alike)


def test_blending_follows_what_was_slowed_to_fill(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    real, filled = kit.frames, 20
    count = len(real) + filled
    recipe = replace(
        kit.recipe,
        pace=Pace.REAL_TIME,
        sent_rate_num=24,
        filling=Filling.SLOW,
        filled=filled,
        sent_frames=count,
    )
    slowed = [real[number * len(real) // count] for number in range(count)]
    timed = replace(kit, recipe=recipe, result=make_result(tmp_path, slowed))
    target, _ = write(timed, TimelineChoice(Format.PRORES_LT, Sound.NONE, motion=Motion.BLEND))
    seen = numbers_that_can_be_read(target)
    read = [(got, wanted) for got, wanted in zip(seen, real, strict=True) if got is not None]
    assert len(read) > len(real) // 3
    assert all(abs(got - wanted) <= 1 for got, wanted in read)


def numbers_that_can_be_read(path: Path) -> list[int | None]:
    """The number of each frame; None for one that is blended of two."""

    def number(frame: av.VideoFrame) -> int | None:
        try:
            return number_of(frame)
        except NoNumber:
            return None

    with av.open(str(path)) as clip:
        return [number(frame) for frame in clip.decode(video=0)]


def test_a_result_that_is_too_short_is_placed_by_time_and_said(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    short = replace(kit, result=make_result(tmp_path, kit.frames[:-6]))
    target, made = write(short, TimelineChoice(Format.RESTAMP))
    assert [notice.code for notice in made.notes] == ["result_count_differs", "restamp_impossible"]
    assert numbers(target) == kit.frames[:-6] + [kit.frames[-7]] * 6


def test_black_ends_are_filled_from_the_source(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    result = make_result(tmp_path, [None] * 3 + kit.frames[3:-2] + [None] * 2)
    fixes = Fixes(fills_from_source=True, black_head=3, black_tail=2)
    target, _ = write(replace(kit, result=result), TimelineChoice(Format.PRORES_LT, fixes=fixes))
    assert numbers(target) == kit.frames


@pytest.mark.parametrize("slip", [-3, 3])
def test_a_slip_moves_the_picture_and_not_the_sound(tmp_path: Path, slip: int) -> None:
    kit = make_kit(tmp_path)
    target, _ = write(kit, TimelineChoice(Format.PRORES_LT, fixes=Fixes(slip=slip)))
    first, last = kit.frames[0], kit.frames[-1]
    assert numbers(target) == [min(max(number - slip, first), last) for number in kit.frames]
    assert read_pcm(target) == pcm(*kit.samples)


def test_colour_is_matched_by_strength(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    shift = ColourShift(ChannelShift(100, 120, 1.0), ChannelShift(128, 128), ChannelShift(128, 118))
    means = {}
    for strength in (0.0, 0.5, 1.0):
        target, _ = write(kit, TimelineChoice(Format.H264, fixes=Fixes(colour=strength)), colour=shift)
        means[strength] = red_of(target)
    assert means[0.0] - means[0.5] == pytest.approx(5, abs=0.7)
    assert means[0.0] - means[1.0] == pytest.approx(10, abs=0.7)


def red_of(path: Path, number: int = 0) -> float:
    with av.open(str(path)) as clip:
        frame = next(frame for at, frame in enumerate(clip.decode(video=0)) if at == number)
        plane = frame.reformat(format="yuv420p").planes[2]
    rows = [bytes(plane)[y * plane.line_size :][: plane.width] for y in range(plane.height)]
    return sum(map(sum, rows)) / (plane.width * plane.height)


def test_klings_sound_is_as_long_as_the_picture(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, sound="pcm_s16le")
    sounding = replace(
        kit,
        result=kit.source,
        recipe=replace(kit.recipe, first=0, last=39, before=0, after=0, sent_frames=40),
    )
    target, _ = write(sounding, TimelineChoice(Format.PRORES_LT, Sound.KLING))
    with av.open(str(target)) as clip:
        assert sum(frame.samples for frame in clip.decode(audio=0)) == 40 * 1920


def test_what_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    order = TimelineOrder(kit.result, kit.source, kit.recipe, TimelineChoice(), 3)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 12

    with pytest.raises(Stopped):
        write_timeline(order, tmp_path / "part", stop)
    assert not (tmp_path / "part").exists()


def test_a_full_disk_leaves_nothing_and_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = make_kit(tmp_path)
    part = tmp_path / "part"
    part_open = Path.open

    class Full:
        """A file on a disk that has room for some bytes."""

        def __init__(self, file: Any) -> None:
            self.file = file
            self.name = str(part)

        def write(self, data: bytes) -> int:
            if self.file.tell() > 5_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return int(self.file.write(data))

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

    def opened(path: Path, *rest: Any, **more: Any) -> Any:
        file = part_open(path, *rest, **more)
        return Full(file) if path == part else file

    monkeypatch.setattr(Path, "open", opened)
    for form in (Format.RESTAMP, Format.PRORES_HQ):
        order = TimelineOrder(kit.result, kit.source, kit.recipe, TimelineChoice(form), 3)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            write_timeline(order, part)
        assert not part.exists()


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    heard: list[float] = []
    order = TimelineOrder(kit.result, kit.source, kit.recipe, TimelineChoice(Format.PRORES_LT), 3)
    write_timeline(order, tmp_path / "part.mov", show=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_without_its_source_there_is_no_sound_of_the_source(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    order = TimelineOrder(kit.result, None, kit.recipe, TimelineChoice(Format.RESTAMP), 3)
    with pytest.raises(BadInput) as raised:
        write_timeline(order, tmp_path / "part")
    assert raised.value.notice.code == "timeline_source_gone"
    assert not (tmp_path / "part").exists()


def test_the_format_is_told_beforehand(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    order = TimelineOrder(kit.result, kit.source, kit.recipe, TimelineChoice(Format.RESTAMP), 3)
    assert format_of(order) is Format.RESTAMP
    mended = replace(order, choice=replace(order.choice, fixes=Fixes(slip=1)))
    assert format_of(mended) is Format.PRORES_422
