"""Source and result at one moment, read out of the painted window: in each mode, rate and direction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest

from kling_desktop.domain.recipe import Recipe
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.viewer.viewfinder import Viewfinder
from kling_desktop.ui.widgets.segmented import Segmented
from tests.support import clips
from tests.support.painted import number_painted
from tests.support.waiting import until

BEGIN = 10
QUICK = {"preset": "ultrafast", "g": "12", "bf": "2"}
Numbers = tuple[int | None, int | None]


class Pair:
    """The panel with a source and a result whose frames carry their numbers."""

    def __init__(self, panel: ViewerPanel) -> None:
        self.panel = panel
        canvas, compare = panel.findChild(VideoCanvas, "preview"), panel.findChild(Segmented, "compare")
        deck = panel.findChild(Deck)
        assert canvas is not None
        assert compare is not None
        assert deck is not None
        self.canvas, self.compare, self.deck = canvas, compare, deck

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas, key, modifiers)

    def choose(self, mode: Mode) -> None:
        self.compare.button(mode).setChecked(True)

    def numbers(self) -> Numbers:
        """What both pictures carry that are painted now; None for one that is not to be read."""
        picture = self.canvas.grab().toImage()
        found = []
        for side in Side:
            place = self.canvas.place(side)
            found.append(number_painted(picture, place) if not place.isEmpty() else None)
        return found[0], found[1]

    def halves(self) -> Numbers:
        """As `numbers`, with the wipe's line out of the way of each in turn."""
        found: list[int | None] = []
        for split, side in ((1.0, Side.SOURCE), (0.0, Side.RESULT)):
            self.canvas.split_wished.emit(split)
            found.append(number_painted(self.canvas.grab().toImage(), self.canvas.place(side)))
        return found[0], found[1]

    async def shows(self, wanted: Numbers, read: Callable[[], Numbers] | None = None) -> None:
        await until(lambda: (read or self.numbers)() == wanted)

    async def source_shows(self, wanted: int) -> None:
        await until(lambda: self.numbers()[0] == wanted)


def numbered(path: Path, rate: str, seconds: float, **more: object) -> Path:
    made = clips.Clip(
        seconds=seconds, width=320, height=180, rate=rate, picture="numbers", options=QUICK, sound=None
    )
    return clips.make_clip(path, replace(made, **more))  # type: ignore[arg-type]


def recipe(rate: str, step: int = 1, frames: int = 24) -> Recipe:
    exact = Fraction(rate)
    last = BEGIN + step * frames - 1
    return Recipe(
        "", "", exact.numerator, exact.denominator, first=BEGIN, last=last, step=step, sent_frames=frames
    )


async def opened(panel: ViewerPanel, tmp_path: Path, rate: str, made: Recipe | None) -> Pair:
    step = made.step if made else 1
    seconds = float((BEGIN + 24 * step + 6) / Fraction(rate))
    source = numbered(tmp_path / "source.mp4", rate, seconds)
    result = numbered(tmp_path / "result.mp4", "24", 1)
    panel.show_source(Clip(source, Fraction(rate)))
    pair = Pair(panel)
    await pair.shows((0, None))
    panel.show_result(Clip(result, Fraction(24), recipe=made))
    await pair.shows((None, 0))
    panel.take_keyboard()
    await until(pair.canvas.hasFocus)
    return pair


@pytest.mark.parametrize(("rate", "step"), [("25", 1), ("24000/1001", 1), ("30", 1), ("50", 2)])
async def test_frame_for_frame_each_step_shows_the_same_frame_of_both(
    panel: ViewerPanel, tmp_path: Path, rate: str, step: int
) -> None:
    pair = await opened(panel, tmp_path, rate, recipe(rate, step))
    pair.choose(Mode.SIDE_BY_SIDE)
    await pair.shows((BEGIN, 0))
    for moment in range(1, 16):
        pair.press(Qt.Key.Key_Right)
        await pair.shows((BEGIN + step * moment, moment))
    for moment in range(14, 4, -1):
        pair.press(Qt.Key.Key_Left)
        await pair.shows((BEGIN + step * moment, moment))
    pair.press(Qt.Key.Key_End)
    await pair.shows((BEGIN + step * 23, 23))
    pair.press(Qt.Key.Key_Home)
    await pair.shows((BEGIN, 0))


@pytest.mark.parametrize("mode", [Mode.WIPE, Mode.FLICKER])
async def test_one_over_the_other_is_the_same_moment(panel: ViewerPanel, tmp_path: Path, mode: Mode) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(mode)
    for moment in (0, 7, 23, 22, 3):
        pair.deck.seek(moment)
        if mode is Mode.WIPE:
            await pair.shows((BEGIN + moment, moment), pair.halves)
            continue
        await pair.source_shows(BEGIN + moment)
        pair.press(Qt.Key.Key_X)
        assert pair.numbers()[1] == moment, "swapped at once, by one press"
        pair.press(Qt.Key.Key_X)
        assert pair.numbers()[0] == BEGIN + moment


async def test_the_same_picture_twice_has_no_difference(panel: ViewerPanel, tmp_path: Path) -> None:
    source = numbered(tmp_path / "source.mp4", "24", 1)
    panel.show_source(Clip(source, Fraction(24)))
    pair = Pair(panel)
    await pair.shows((0, None))
    panel.show_result(Clip(source, Fraction(24)))
    await pair.shows((None, 0))
    pair.choose(Mode.DIFFERENCE)
    place = pair.canvas.place(Side.RESULT).toRect()

    def brightest() -> int:
        part = pair.canvas.grab(place).toImage()
        return max(
            part.pixelColor(x, y).lightness()
            for x in range(0, part.width(), 7)
            for y in range(20, part.height() - 20, 9)
        )

    await until(lambda: brightest() < 3)
    seen: list[int] = []
    pair.deck.pictures_changed.connect(lambda _: seen.append(brightest()))
    pair.deck.run(-1)
    pair.deck.run(1)
    await until(lambda: len(seen) >= 3 and not pair.deck.is_playing)
    assert max(seen) < 3, "nor while it runs"
    pair.deck.seek(5)
    pair.deck.set_slip(1)
    await until(lambda: brightest() > 100)


@pytest.mark.parametrize("rate", ["25", "30", "50", "12"])
async def test_by_time_they_are_never_more_than_half_a_frame_of_the_slower_apart(
    panel: ViewerPanel, tmp_path: Path, rate: str
) -> None:
    pair = await opened(panel, tmp_path, rate, None)
    pair.choose(Mode.SIDE_BY_SIDE)
    slower = min(Fraction(rate), Fraction(24))
    for moment in range(0, pair.deck.moments, 3):
        pair.deck.seek(moment)
        await pair.source_shows(moment)
        _, result = pair.numbers()
        assert result is not None
        assert abs(moment / Fraction(rate) - Fraction(result, 24)) <= 1 / slower / 2


async def run_through(pair: Pair, speed: int | Fraction) -> list[Numbers]:
    """What was painted of both, picture by picture, until it came to the end."""
    seen: list[Numbers] = []
    pair.deck.pictures_changed.connect(lambda _: seen.append(pair.numbers()))
    pair.deck.run(speed)
    await until(lambda: len(set(seen)) >= 3 and not pair.deck.is_playing)
    return seen


@pytest.mark.parametrize("speed", [1, -1])
@pytest.mark.parametrize(("rate", "step"), [("24", 1), ("30000/1001", 1), ("50", 2)])
async def test_at_every_rate_both_ways_source_and_result_run_as_one(
    panel: ViewerPanel, tmp_path: Path, rate: str, step: int, speed: int
) -> None:
    pair = await opened(panel, tmp_path, rate, recipe(rate, step))
    pair.choose(Mode.SIDE_BY_SIDE)
    await pair.shows((BEGIN, 0))
    if speed < 0:
        pair.press(Qt.Key.Key_End)
        await pair.shows((BEGIN + 23 * step, 23))
    seen = await run_through(pair, speed)
    assert all(None not in both and both[0] == BEGIN + step * (both[1] or 0) for both in seen)
    order = [result for _, result in seen if result is not None]
    assert order == sorted(order, reverse=speed < 0)
    assert order[-1] == (0 if speed < 0 else 23)


@pytest.mark.parametrize("speed", [1, -1])
@pytest.mark.parametrize("mode", [Mode.SOURCE, Mode.RESULT])
async def test_alone_each_runs_through_its_own_frames(
    panel: ViewerPanel, tmp_path: Path, mode: Mode, speed: int
) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    side = 0 if mode is Mode.SOURCE else 1
    pair.choose(mode)
    last = pair.deck.moments - 1
    start = 0 if speed > 0 else last
    pair.deck.seek(start)
    await until(lambda: pair.numbers()[side] == start)
    order = [both[side] for both in await run_through(pair, speed)]
    assert None not in order
    assert order == sorted(order, key=lambda number: (number or 0) * speed)
    assert order[-1] == (last if speed > 0 else 0)


@pytest.mark.parametrize("speed", [1, -1])
@pytest.mark.parametrize("mode", [Mode.WIPE, Mode.FLICKER])
async def test_laid_over_each_other_they_run_as_one(
    panel: ViewerPanel, tmp_path: Path, mode: Mode, speed: int
) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(mode)
    start = 0 if speed > 0 else 23
    pair.deck.seek(start)
    await until(lambda: pair.deck.position == start and not pair.canvas.place(Side.SOURCE).isEmpty())
    seen: list[Numbers] = []

    def swap() -> Numbers:
        first = pair.numbers()[0]
        pair.press(Qt.Key.Key_X)
        second = pair.numbers()[1]
        pair.press(Qt.Key.Key_X)
        return first, second

    read = pair.halves if mode is Mode.WIPE else swap
    pair.deck.pictures_changed.connect(lambda _: seen.append(read()))
    pair.deck.run(speed)
    await until(lambda: len(set(seen)) >= 3 and not pair.deck.is_playing)
    assert {None if None in both else (both[0] or 0) - (both[1] or 0) for both in seen} == {BEGIN}


@pytest.mark.parametrize("speed", [1, -1, 2, Fraction(1, 4)])
async def test_running_every_picture_that_is_shown_is_a_pair(
    panel: ViewerPanel, tmp_path: Path, speed: int
) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(Mode.SIDE_BY_SIDE)
    await pair.shows((BEGIN, 0))
    if speed < 0:
        pair.press(Qt.Key.Key_End)
        await pair.shows((BEGIN + 23, 23))
    seen: list[Numbers] = []
    pair.deck.pictures_changed.connect(lambda _: seen.append(pair.numbers()))
    pair.deck.run(speed)
    await until(lambda: len(set(seen)) >= 6 and (speed == Fraction(1, 4) or not pair.deck.is_playing))
    pair.deck.stop()
    assert all(source is not None and result is not None for source, result in seen)
    assert {source - result for source, result in seen if source is not None and result is not None} == {
        BEGIN
    }
    order = [result for _, result in seen if result is not None]
    assert order == sorted(order, reverse=speed < 0)
    if abs(speed) >= 1:
        assert order[-1] == (0 if speed < 0 else 23), "it ends on the last picture"


async def test_a_loop_over_the_result_keeps_the_pair(panel: ViewerPanel, tmp_path: Path) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(Mode.SIDE_BY_SIDE)
    pair.deck.seek(5)
    await pair.shows((BEGIN + 5, 5))
    pair.press(Qt.Key.Key_I)
    pair.deck.seek(9)
    await pair.shows((BEGIN + 9, 9))
    pair.press(Qt.Key.Key_O)
    assert pair.deck.marks == (5, 9)
    pair.press(Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    seen: list[Numbers] = []
    pair.deck.pictures_changed.connect(lambda _: seen.append(pair.numbers()))
    pair.press(Qt.Key.Key_Space)
    await until(lambda: len([1 for _, result in seen if result == 5]) >= 2 and len(seen) > 8)
    pair.press(Qt.Key.Key_Space)
    assert {source - result for source, result in seen if source is not None and result is not None} == {
        BEGIN
    }
    assert {result for _, result in seen} <= {5, 6, 7, 8, 9}


async def test_a_scrub_ends_on_the_pair_that_was_let_go_at(panel: ViewerPanel, tmp_path: Path) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(Mode.SIDE_BY_SIDE)
    seen: list[Numbers] = []
    pair.deck.pictures_changed.connect(lambda _: seen.append(pair.numbers()))
    for moment in (3, 9, 20, 14, 6, 17):
        pair.deck.seek(moment, is_passing=True)
    await pair.shows((BEGIN + 17, 17))
    assert {source - result for source, result in seen if source is not None and result is not None} == {
        BEGIN
    }


async def test_a_slipped_result_is_put_right_by_frames(panel: ViewerPanel, tmp_path: Path) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(Mode.SIDE_BY_SIDE)
    pair.deck.seek(8)
    await pair.shows((BEGIN + 8, 8))
    pair.deck.set_slip(2)
    await pair.shows((BEGIN + 8, 10))
    pair.deck.set_slip(-3)
    await pair.shows((BEGIN + 8, 5))


async def test_f_finds_the_frame_of_the_source(panel: ViewerPanel, tmp_path: Path) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.deck.seek(12)
    await pair.shows((None, 12))
    pair.press(Qt.Key.Key_F)
    await pair.shows((BEGIN + 12, None))


async def test_another_shape_is_seen_through_the_results_frame(panel: ViewerPanel, tmp_path: Path) -> None:
    source = numbered(tmp_path / "source.mp4", "24", 1, width=640, height=180)
    result = numbered(tmp_path / "result.mp4", "24", 1)
    panel.show_source(Clip(source, Fraction(24)))
    panel.show_result(Clip(result, Fraction(24)))
    pair = Pair(panel)
    pair.choose(Mode.WIPE)
    await until(lambda: not pair.canvas.place(Side.SOURCE).isEmpty() and pair.halves()[1] == 0)
    frame, whole = pair.canvas.place(Side.RESULT), pair.canvas.place(Side.SOURCE)
    assert whole.height() == frame.height()
    assert abs(whole.width() - 2 * frame.width()) <= 2
    before = whole.left()
    pair.canvas.moved.emit(frame.width() * 0.25, 0.0, True)
    assert abs(pair.canvas.place(Side.SOURCE).left() - before - frame.width() * 0.25) <= 1


async def test_the_line_of_the_wipe_can_be_dragged(panel: ViewerPanel, tmp_path: Path) -> None:
    pair = await opened(panel, tmp_path, "25", recipe("25"))
    pair.choose(Mode.WIPE)
    await until(lambda: not pair.canvas.place(Side.SOURCE).isEmpty())
    frame: QRectF = pair.canvas.place(Side.RESULT)
    start, end = frame.center(), frame.center() + QPointF(frame.width() * 0.25, 0)
    QTest.mousePress(pair.canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    QTest.mouseMove(pair.canvas, end.toPoint())
    QTest.mouseRelease(pair.canvas, Qt.MouseButton.LeftButton, pos=end.toPoint())
    finder = panel.findChild(Viewfinder)
    assert finder is not None
    assert abs(finder.look.split - 0.75) < 0.01
