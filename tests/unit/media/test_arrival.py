"""The arrival check sees what is wrong with a result, and nothing where nothing is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest
from PIL import Image, ImageChops, ImageStat

from kling_desktop.domain.arrival import Arrival, Fix, Light, Subject, judged
from kling_desktop.media.arrival import HEIGHT, WIDTH, all_apart, measure
from kling_desktop.media.levels import lag
from kling_desktop.media.worker import Stopped
from tests.support.clips import Clip, make_clip
from tests.support.takes import Kit, make_kit, make_result


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_kit(tmp_path_factory.mktemp("arrival"), length=70, first=10, last=57, sound=None)


def arrived(kit: Kit, folder: Path, numbers: list[int | None] | list[int], regrade: str = "") -> Arrival:
    return judged(measure(make_result(folder, numbers, regrade), kit.recipe, kit.source), kit.recipe)


def lights(arrival: Arrival) -> dict[Subject, Light]:
    return {line.subject: line.light for line in arrival.findings if line.light is not Light.GREEN}


def test_a_good_result_is_green_throughout(kit: Kit) -> None:
    card = judged(measure(kit.result, kit.recipe, kit.source), kit.recipe)
    assert card.light is Light.GREEN
    assert not card.fixes
    assert card.measures.slips == (0, 0, 0)


@pytest.mark.parametrize("late", [-2, 3])
def test_a_slip_is_measured_and_can_be_mended(kit: Kit, tmp_path: Path, late: int) -> None:
    first, last = kit.frames[0], kit.frames[-1]
    card = arrived(kit, tmp_path, [min(max(number - late, first), last) for number in kit.frames])
    assert card.slip == late
    assert lights(card)[Subject.MOTION] is Light.AMBER
    assert Fix.SLIP in card.fixes


def test_it_is_the_same_in_whatever_portions_the_pictures_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = list(pairwise(_ramps(40)))
    pairs = [(one.tobytes(), other.tobytes()) for one, other in both]
    singly = fmean(ImageStat.Stat(ImageChops.difference(*pair)).mean[0] for pair in both)
    for portion in (1, 7, 39, 64):
        monkeypatch.setattr("kling_desktop.media.arrival.AT_ONCE", portion)
        assert all_apart(pairs) == pytest.approx(singly, rel=1e-12)


def _ramps(count: int) -> list[Image.Image]:
    ramp = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return [ramp.point([level * number % 256 for level in range(256)]) for number in range(count)]


def test_a_slip_is_measured_through_another_look(kit: Kit, tmp_path: Path) -> None:
    shown = [kit.frames[0]] * 2 + kit.frames[:-2]
    card = arrived(kit, tmp_path, shown, "lutyuv=y=val*0.6+60:u=val+12:v=val-9")
    assert card.slip == 2
    assert lights(card)[Subject.COLOUR] is Light.RED


def test_drift_is_red_and_wants_another_take(kit: Kit, tmp_path: Path) -> None:
    part = len(kit.frames) // 3
    late = [max(kit.frames[0], number - 5) for number in kit.frames]
    card = arrived(kit, tmp_path, kit.frames[:part] + late[part:])
    assert lights(card)[Subject.MOTION] is Light.RED
    assert Fix.ANOTHER_TAKE in card.fixes


def test_black_ends_are_counted_and_can_be_filled(kit: Kit, tmp_path: Path) -> None:
    card = arrived(kit, tmp_path, [None] * 4 + kit.frames[4:-2] + [None] * 2)
    assert (card.measures.black_head, card.measures.black_tail) == (4, 2)
    assert lights(card) == {Subject.BLACK: Light.AMBER}
    assert card.fixes == (Fix.FILL,)


def test_black_in_the_middle_is_red(kit: Kit, tmp_path: Path) -> None:
    card = arrived(kit, tmp_path, [*kit.frames[:20], None, *kit.frames[21:]])
    assert lights(card)[Subject.BLACK] is Light.RED


def test_a_picture_that_stands_still_where_the_source_moves(kit: Kit, tmp_path: Path) -> None:
    card = arrived(kit, tmp_path, kit.frames[:20] + [kit.frames[19]] * 10 + kit.frames[30:])
    assert lights(card) == {Subject.FROZEN: Light.AMBER}
    assert (card.measures.frozen, card.measures.frozen_at) == (10, 19)


def test_fewer_frames_are_red(kit: Kit, tmp_path: Path) -> None:
    card = arrived(kit, tmp_path, kit.frames[:-12])
    assert lights(card) == {Subject.FRAMES: Light.RED, Subject.LENGTH: Light.RED}


def test_colour_shift_is_measured_per_channel(kit: Kit, tmp_path: Path) -> None:
    card = arrived(kit, tmp_path, kit.frames, "lutyuv=y=val*0.8+30:u=val+6")
    assert card.measures.colour is not None
    luma, blue, red = card.measures.colour.channels
    assert luma.gain == pytest.approx(1.25, abs=0.04)
    assert blue.got - blue.wanted == pytest.approx(6, abs=0.7)
    assert red.got - red.wanted == pytest.approx(0, abs=0.7)
    assert card.fixes == (Fix.MATCH_COLOUR,)


def test_without_the_source_only_the_result_is_looked_at(kit: Kit) -> None:
    found = measure(kit.result, kit.recipe, None)
    assert (found.frames, found.slips, found.colour) == (len(kit.frames), (), None)


def test_another_shape_and_rate_are_said(kit: Kit, tmp_path: Path) -> None:
    square = make_clip(tmp_path / "square.mp4", Clip(2.4, 144, 144, "30", picture="numbers", sound=None))
    card = judged(measure(square, kit.recipe, kit.source), kit.recipe)
    assert lights(card)[Subject.SIZE] is Light.AMBER
    assert lights(card)[Subject.RATE] is Light.AMBER


def test_missing_sound_is_said_where_some_was_sent(kit: Kit) -> None:
    recipe = replace(kit.recipe, has_sent_sound=True)
    card = judged(measure(kit.result, recipe, kit.source), recipe)
    assert lights(card) == {Subject.SOUND: Light.AMBER}


def test_the_offset_of_the_sound_is_measured() -> None:
    course = [float((number * number * 31) % 97) for number in range(400)]
    assert lag([0.0] * 7 + course, course, 60) == 7
    assert lag(course[9:], course, 60) == -9
    assert lag([1.0] * 400, course, 60) is None


def test_the_card_ends_when_it_is_stopped(kit: Kit) -> None:
    with pytest.raises(Stopped):
        measure(kit.result, kit.recipe, kit.source, lambda: True)


def test_a_fast_source_is_compared_with_every_second_frame(tmp_path: Path) -> None:
    kit = make_kit(tmp_path, Fraction(50), length=70, first=10, last=57, sound=None)
    assert judged(measure(kit.result, kit.recipe, kit.source), kit.recipe).light is Light.GREEN
