"""The edits themselves, judged outside the mark, and the facts of what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
import pytest
from PIL import Image

from kling_desktop.sandbox.mark import draw_insets, draw_mark
from kling_desktop.sandbox.probe import probe_video
from kling_desktop.sandbox.render import Edit, Interrupted, render
from tests.support.clips import Clip, make_clip, turn_clip
from tests.support.judging import Picture, distance, pictures, specks

FRAMES = 12
Make = Callable[..., Path]


@pytest.fixture
def make(short_clip: Path, tmp_path: Path) -> Make:
    """Edits the short clip (or `video`) and returns the result."""

    def edited(prompt: str, video: Path = short_clip, **fields: object) -> Path:
        plain = Edit(video, probe_video(video), prompt, "std", None, keep_sound=True)
        result = tmp_path / f"{abs(hash((prompt, video)))}.mp4"
        render(replace(plain, **fields), result, lambda: False)  # type: ignore[arg-type]
        return result

    return edited


@pytest.fixture(scope="session")
def untouched(short_clip: Path) -> Picture:
    """The source's sixth frame at 24 frames a second is its sixth at 25, too."""
    return pictures(short_clip, {6})[0]


def _sixth(path: Path) -> Picture:
    return pictures(path, {6})[0]


def test_black_and_white_has_no_colour(make: Make, untouched: Picture) -> None:
    assert untouched.colour > 20
    assert _sixth(make("black and white")).colour < 4


def test_brighter_and_darker_move_the_brightness(make: Make, untouched: Picture) -> None:
    assert _sixth(make("make it brighter")).brightness >= untouched.brightness + 10
    assert _sixth(make("make it darker")).brightness <= untouched.brightness - 10


@pytest.mark.parametrize(
    ("prompt", "grey", "way"), [("变亮", 0xC0, 1), ("变亮", 0x10, 1), ("变暗", 0x30, -1)]
)
def test_also_where_there_is_little_room(
    make: Make, tmp_path: Path, prompt: str, grey: int, way: int
) -> None:
    flat = make_clip(
        tmp_path / "flat.mp4",
        Clip(seconds=0.5, sound=None, picture=f"color=c=0x{grey:02x}{grey:02x}{grey:02x}"),
    )

    before, after = _sixth(flat).brightness, _sixth(make(prompt, flat)).brightness

    assert (after - before) * way >= 10


def test_mirror_exchanges_left_and_right(make: Make, untouched: Picture) -> None:
    result = _sixth(make("mirror the video"))

    assert distance(result, untouched.flipped) < 6 < distance(result, untouched)


@pytest.mark.parametrize("prompt", ["Add snow", "下雨"])
def test_snow_and_rain_are_specks_that_move(make: Make, tmp_path: Path, prompt: str) -> None:
    still = make_clip(
        tmp_path / "still.mp4",
        Clip(seconds=0.5, sound=None, picture="color=c=0x406080", options={"crf": "0"}),
    )

    frames = pictures(make(prompt, still))

    assert all(specks(one, other) > 40 for one, other in pairwise(frames))
    assert all(specks(one, other) == 0 for one, other in pairwise(pictures(still)))


def test_vintage_and_blur_are_clearly_seen(make: Make, untouched: Picture) -> None:
    assert _sixth(make("vintage film")).colour < untouched.colour * 0.75
    assert _sixth(make("blur it")).detail < untouched.detail * 0.5


def test_anything_else_gets_a_look_of_its_own(make: Make, untouched: Picture) -> None:
    dragon, city = _sixth(make("a red dragon")), _sixth(make("a city at night"))

    for one, other in ((dragon, untouched), (city, untouched), (dragon, city)):
        near = sum(abs(a - b) for a, b in zip(one.chroma, other.chroma, strict=True)) / len(one.chroma)
        assert near > 4


def test_effects_combine(make: Make, untouched: Picture) -> None:
    result = _sixth(make("mirror it, black and white, vintage"))

    assert result.colour < 4
    assert distance(result, untouched.flipped) < distance(result, untouched)


def test_the_mark_is_burnt_in_at_the_bottom_right(make: Make, short_clip: Path) -> None:
    with av.open(str(make("mirror"))) as result, av.open(str(short_clip)) as source:
        marked, plain = next(result.decode(video=0)), next(source.decode(video=0))

    assert _corner(marked) != pytest.approx(_corner(plain, flipped=True), abs=12)


def _corner(frame: av.VideoFrame, flipped: bool = False) -> float:
    wide, high = frame.width, frame.height
    plane, line = bytes(frame.planes[0]), frame.planes[0].line_size
    columns = range(wide // 16, wide // 5) if flipped else range(wide - wide // 5, wide - wide // 16)
    rows = range(high - high // 18, high - high // 28)
    values = [plane[row * line + column] for row in rows for column in columns]
    return sum(values) / len(values)


@dataclass(frozen=True)
class Facts:
    size: tuple[int, int]
    frames: int
    times: set[Fraction]
    tags: tuple[int, int, int, int]
    sound: float | None


def _facts(path: Path) -> Facts:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        times = [cast("int", frame.pts) * Fraction(stream.time_base or 0) for frame in frames]
        heard = container.streams.audio[0] if container.streams.audio else None
        assert stream.codec_context.name == "h264"
        assert heard is None or heard.codec_context.name == "aac"
        return Facts(
            size=(stream.width, stream.height),
            frames=len(frames),
            times={late - early for early, late in pairwise(times)},
            tags=(
                stream.codec_context.color_primaries,
                stream.codec_context.color_trc,
                stream.codec_context.colorspace,
                stream.codec_context.color_range,
            ),
            sound=float(heard.duration * heard.time_base)
            if heard and heard.duration and heard.time_base
            else None,
        )


def test_the_result_is_24_frames_a_second_as_long_as_the_source_with_its_sound(make: Make) -> None:
    facts = _facts(make("Add snow"))

    assert (facts.size, facts.frames, facts.times) == ((1280, 720), FRAMES, {Fraction(1, 24)})
    assert facts.tags == (1, 1, 1, 1)
    assert facts.sound == pytest.approx(0.5, abs=0.03)


def test_the_sound_goes_if_it_is_not_kept(make: Make) -> None:
    assert _facts(make("Add snow", keep_sound=False)).sound is None


@pytest.mark.parametrize(
    ("mode", "aspect", "size"),
    [
        ("std", None, (1280, 720)),
        ("pro", None, (1920, 1080)),
        ("std", "9:16", (720, 1280)),
        ("std", "1:1", (720, 720)),
        ("pro", "1:1", (1080, 1080)),
    ],
)
def test_mode_and_aspect_give_the_size(
    make: Make, mode: str, aspect: str | None, size: tuple[int, int]
) -> None:
    assert _facts(make("变亮", mode=mode, aspect_ratio=aspect)).size == size


@pytest.mark.parametrize(
    ("clip", "size", "frames"),
    [
        (Clip(seconds=0.5, rate="60", width=720, height=720), (720, 720), 12),
        (Clip(seconds=1.001, rate="30000/1001", width=2160, height=904, sound=None), (1720, 720), 24),
        (Clip(seconds=0.5, codec="libx265", pix_fmt="yuv420p10le", colour=(9, 16, 9, 1)), (1280, 720), 12),
        (Clip(seconds=1, rate="25", dropped={3, 7, 8, 12}, layout="5.1"), (1280, 720), 24),
    ],
    ids=["60 fps square", "29.97 fps scope", "HDR", "variable rate, 5.1"],
)
def test_all_kinds_of_sources_work(
    make: Make, tmp_path: Path, clip: Clip, size: tuple[int, int], frames: int
) -> None:
    facts = _facts(make("mirror", make_clip(tmp_path / "source.mov", clip)))

    assert (facts.size, facts.frames, facts.times) == (size, frames, {Fraction(1, 24)})
    assert (facts.sound is None) == (clip.sound is None)


@pytest.mark.parametrize(("degrees", "size"), [(90, (720, 1280)), (180, (1280, 720)), (270, (720, 1280))])
def test_a_turned_clip_stands_upright(
    make: Make, tmp_path: Path, degrees: int, size: tuple[int, int]
) -> None:
    marker = Clip(
        seconds=0.5, sound=None, picture="gradients=c0=white:c1=black:x0=0:y0=0:x1=0:y1=719:speed=0.00001"
    )
    source = turn_clip(make_clip(tmp_path / "turned.mp4", marker), degrees)

    result = make("black and white", source)

    rows = [pictures(result, {6})[0].luma[start : start + 40] for start in (0, 320 * 140)]
    columns = [pictures(result, {6})[0].luma[start : start + 20] for start in (0, 300)]
    top, bottom = (sum(part) / len(part) for part in rows)
    left, right = (sum(part) / len(part) for part in columns)
    assert _facts(result).size == size
    assert {90: right > left + 100, 180: bottom > top + 100, 270: left > right + 100}[degrees]


def test_first_and_last_frame_and_references_are_seen(make: Make, clip: Path) -> None:
    white, black = Image.new("RGB", (400, 400), "white"), Image.new("L", (300, 500), "black")

    seen = pictures(make("变亮", clip, first_frame=white, last_frame=black, references=(white, black)))

    assert [seen[number].brightness > 230 for number in (0, 9, 40)] == [True, True, False]
    assert [seen[number].brightness < 20 for number in (40, 62, 71)] == [False, True, True]
    assert distance(seen[9], seen[12]) > 10 < distance(seen[12], seen[16])


def test_an_edit_can_be_stopped_between_frames(short_clip: Path, tmp_path: Path) -> None:
    edit = Edit(short_clip, probe_video(short_clip), "snow", "std", None, keep_sound=True)

    with pytest.raises(Interrupted):
        render(edit, tmp_path / "half.mp4", lambda: True)


@pytest.mark.parametrize("short_side", [720, 1080])
def test_mark_and_insets_lie_below_what_is_judged_and_beside_each_other(short_side: int) -> None:
    mark = draw_mark(short_side)
    insets = draw_insets([Image.new("RGB", (400, 300))] * 4, short_side)

    assert mark.height < short_side * 0.1
    assert max(mark.height, insets.height) < short_side * 0.15
    assert mark.width + insets.width < short_side * 0.95
