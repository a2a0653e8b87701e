"""Notes at frames: M writes one, the slider marks it, the list jumps to it; of what is typed nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QToolTip

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.notes import NoteSheet
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.viewer.position_slider import PositionSlider
from tests.support.panels import child
from tests.support.waiting import until


class Desk:
    """The panel with a result on show, and what was written."""

    def __init__(self, panel: ViewerPanel) -> None:
        self.panel = panel
        self.canvas = child(panel, "preview", VideoCanvas)
        self.slider = child(panel, "position", PositionSlider)
        self.sheet = child(panel, "notes", NoteSheet)
        self.field = child(self.sheet, "note", QLineEdit)
        self.list = child(self.sheet, "note_list", QListWidget)
        deck = panel.findChild(Deck)
        assert deck is not None
        self.deck = deck
        self.written: list[tuple[int, str]] = []
        self.refused: list[str] = []
        panel.notes.written.connect(lambda frame, text: self.written.append((frame, text)))
        panel.notes.refused.connect(self.refused.append)

    async def show(self, clip: Clip) -> None:
        self.panel.show_result(clip)
        await until(lambda: self.deck.moments > 0)

    def press_m(self) -> None:
        QTest.keyClick(self.canvas, Qt.Key.Key_M)

    def is_marked(self, frame: int) -> bool:
        """Whether the slider is coloured at this frame, well above its groove."""
        x = round(6 + (self.slider.width() - 12) * frame / self.slider.maximum())
        return self.slider.grab().toImage().pixelColor(x, 3) == style.colour(Role.WARNING)


@pytest.fixture
def desk(panel: ViewerPanel) -> Iterator[Desk]:
    yield Desk(panel)


async def test_m_writes_a_note_at_this_frame(desk: Desk, demo: Clip) -> None:
    await desk.show(demo)
    desk.deck.seek(37)
    desk.press_m()
    assert desk.sheet.isVisible()
    assert desk.field.hasFocus()
    assert not desk.list.isVisible()
    QTest.keyClicks(desk.field, "her hand flickers")
    QTest.keyClick(desk.field, Qt.Key.Key_Return)
    assert not desk.sheet.isVisible()
    assert desk.written == [(37, "her hand flickers")]


async def test_a_note_is_marked_listed_changed_and_taken_away(desk: Desk, demo: Clip) -> None:
    await desk.show(demo)
    desk.panel.notes.show_notes({100: "too dark", 37: "her hand"})
    assert [desk.is_marked(frame) for frame in (37, 70, 100)] == [True, False, True]
    desk.deck.seek(37)
    desk.press_m()
    assert desk.field.text() == "her hand"
    rows = [desk.list.item(row).text() for row in range(desk.list.count())]
    assert rows == ["00:00:01:12   her hand", "00:00:04:00   too dark"]
    desk.field.clear()
    desk.sheet.hide()
    assert desk.written == [(37, "")]


async def test_enter_in_the_list_jumps_and_gives_the_keys_back(desk: Desk, demo: Clip) -> None:
    await desk.show(demo)
    desk.panel.notes.show_notes({37: "her hand", 100: "too dark"})
    desk.press_m()
    QTest.keyClick(desk.field, Qt.Key.Key_Down)
    QTest.keyClick(desk.list, Qt.Key.Key_Down)
    QTest.keyClick(desk.list, Qt.Key.Key_Return)
    assert desk.deck.position == 100
    assert not desk.sheet.isVisible()
    await until(desk.canvas.hasFocus)
    assert desk.written == []


async def test_escape_leaves_a_note_as_it_was_a_click_elsewhere_keeps_it(desk: Desk, demo: Clip) -> None:
    await desk.show(demo)
    desk.press_m()
    QTest.keyClicks(desk.field, "no")
    QTest.keyClick(desk.field, Qt.Key.Key_Escape)
    assert desk.written == []
    desk.press_m()
    QTest.keyClicks(desk.field, "yes")
    desk.sheet.close()
    assert desk.written == [(0, "yes")]


async def test_with_the_source_alone_it_says_why_there_is_none(desk: Desk, demo: Clip) -> None:
    desk.panel.show_source(Clip(demo.path, Fraction(25)))
    await until(lambda: desk.deck.moments > 0)
    desk.press_m()
    assert not desk.sheet.isVisible()
    assert desk.refused == ["Notes are kept with results: show one to write about its frames."]
    desk.panel.notes.show_notes({37: "of a result"})
    assert not desk.is_marked(37)


async def test_the_mouse_on_a_mark_reads_the_note_and_a_click_goes_to_its_frame(
    desk: Desk, demo: Clip
) -> None:
    await desk.show(demo)
    desk.panel.notes.show_notes({100: "too <dark>", 37: "her hand"})
    place = QPoint(round(6 + (desk.slider.width() - 12) * 37 / desk.slider.maximum()) + 3, 10)
    spot = desk.slider.mapToGlobal(place)
    QApplication.sendEvent(desk.slider, QHelpEvent(QHelpEvent.Type.ToolTip, place, spot))
    assert QToolTip.text() == "00:00:01:12   her hand"
    QTest.mouseMove(desk.slider, place)
    await until(lambda: desk.slider.cursor().shape() is Qt.CursorShape.PointingHandCursor)
    QTest.mouseClick(desk.slider, Qt.MouseButton.LeftButton, pos=place)
    assert desk.deck.position == 37
    QToolTip.hideText()


async def test_keys_and_screen_readers_go_from_note_to_note(desk: Desk, demo: Clip) -> None:
    await desk.show(demo)
    desk.panel.notes.show_notes({100: "too dark", 37: "her hand"})
    told = QAccessible.queryAccessibleInterface(desk.slider).text(QAccessible.Text.Description)
    assert told == "2 notes\n00:00:01:12   her hand\n00:00:04:00   too dark"
    shift, back = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    seen = []
    for keys in (shift, shift, shift, shift | back, shift | back):
        QTest.keyClick(desk.canvas, Qt.Key.Key_M, keys)
        seen.append(desk.deck.position)
    assert seen == [37, 100, 100, 37, 37]
