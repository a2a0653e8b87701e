"""The range panel as an editor uses it: keys, mouse, zoom, words, what assistive technology reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLabel, QSpinBox, QWidget

from kling_desktop.domain.cut import Filling, LookKind, Pace, Range, SourceLook
from kling_desktop.domain.media import MediaInfo
from kling_desktop.ui.range.grip import Grip
from kling_desktop.ui.range.panel import RangePanel
from kling_desktop.ui.range.strip import FILMS, MARGIN, RULER, RangeStrip
from kling_desktop.ui.range.treatment import TreatmentSheet
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.filmstrip import FilmstripModel
from kling_desktop.viewmodels.range import RangeModel
from tests.support.panels import child, on_screen, press, text_of
from tests.support.ranges import BRIEF, FLAT, LONG, SHOT
from tests.support.studio_double import CLIP

WIDTH = 1028
PER_FRAME = 1.0
"""Pixels of a frame of the clip of 1000 frames, shown whole."""


@dataclass
class Desk:
    """A panel on the screen, with its models."""

    panel: RangePanel
    editor: EditorModel
    model: RangeModel

    @property
    def strip(self) -> RangeStrip:
        return self.panel.strip

    @property
    def marked(self) -> Range | None:
        return self.model.state.marked

    def at(self, frame: float, y: int = RULER + 10) -> QPoint:
        """Where a frame lies on the strip."""
        return QPoint(round(MARGIN + self.strip.scale.x(frame)), y)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifiers)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Draw with the mouse from one point of the strip to another."""
        origin = widget.mapFrom(self.strip, start)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=origin)
        for step in range(1, 5):
            QTest.mouseMove(widget, widget.mapFrom(self.strip, start + (end - start) * step / 4))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=widget.mapFrom(self.strip, end))

    def wheel(self, frame: int, notches: int) -> None:
        place = QPointF(self.at(frame))
        QApplication.sendEvent(
            self.strip,
            QWheelEvent(
                place,
                self.strip.mapToGlobal(place),
                QPoint(),
                QPoint(0, 120 * notches),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )


@contextmanager
def desk(info: MediaInfo) -> Iterator[Desk]:
    """A panel with a clip of these facts and no engine: nothing goes on beside the test."""
    editor = EditorModel()
    editor.choose_source(CLIP)
    editor._show_facts(CLIP, info)
    model = RangeModel(editor)
    model.show_playhead(0)
    panel = RangePanel(model, FilmstripModel())
    panel.sought.connect(model.show_playhead)
    with on_screen(panel, WIDTH, 110):
        panel.strip.setFocus(Qt.FocusReason.TabFocusReason)
        yield Desk(panel, editor, model)


def close_file_dialog(panel: RangePanel) -> None:
    """The question for a LUT is open: close it without an answer."""
    asking = child(panel, "choose_lut_file", QFileDialog)
    assert asking.isVisible()
    asking.close()


def spoken(widget: QWidget) -> tuple[str, str, int]:
    """Name, description and value that assistive technology reads."""
    found = QAccessible.queryAccessibleInterface(widget)
    value = int(found.valueInterface().currentValue())
    return found.text(QAccessible.Text.Name), found.text(QAccessible.Text.Description), value


def test_i_and_o_mark_at_the_playhead(qapp: object) -> None:
    with desk(LONG) as it:
        QTest.mouseClick(it.strip, Qt.MouseButton.LeftButton, pos=it.at(100))
        assert it.model.state.playhead == 100
        it.press(Qt.Key.Key_I)
        QTest.mouseClick(it.strip, Qt.MouseButton.LeftButton, pos=it.at(299))
        it.press(Qt.Key.Key_O)
        assert it.marked == Range(100, 299)
        words = "01:00:04:00 – 01:00:11:24 · 8:00 · 200 frames"
        assert text_of(it.panel, "range_words") == f"{words} +12/+12"
        assert spoken(it.strip) == ("Range", words, 299)
        assert spoken(child(it.panel, "in_point", Grip)) == ("In point", "01:00:04:00", 100)
        assert spoken(child(it.panel, "out_point", Grip)) == ("Out point", "01:00:11:24", 299)


def test_keys_seek_by_frames_seconds_ends_and_marks(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(100, 299)
        seen = []
        for key in (
            Qt.Key.Key_Right,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Down,
            Qt.Key.Key_Down,
            Qt.Key.Key_Up,
            Qt.Key.Key_End,
            Qt.Key.Key_Left,
            Qt.Key.Key_Home,
            Qt.Key.Key_Left,
        ):
            it.press(key)
            seen.append(it.model.state.playhead)
        assert seen == [1, 26, 100, 299, 100, 999, 998, 0, 0]
        it.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert it.model.state.playhead == 10


def test_dragging_scrubs(qapp: object) -> None:
    with desk(LONG) as it:
        it.drag(it.strip, it.at(100), it.at(400))
        assert it.model.state.playhead == 400
        assert it.marked is None


def test_the_points_are_drawn_with_the_mouse(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(200, 299)
        begin, end = child(it.panel, "in_point", Grip), child(it.panel, "out_point", Grip)
        it.drag(begin, it.at(200) - QPoint(5, 0), it.at(150) - QPoint(5, 0))
        assert it.marked == Range(150, 299)
        it.drag(end, it.at(300) + QPoint(5, 0), it.at(350) + QPoint(5, 0))
        assert it.marked == Range(150, 349)
        it.drag(end, it.at(350) + QPoint(5, 0), it.at(20))
        assert it.marked == Range(150, 150)
        it.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert it.marked == Range(150, 349)


def test_the_points_move_by_keys(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(200, 299)
        child(it.panel, "out_point", Grip).setFocus(Qt.FocusReason.TabFocusReason)
        it.press(Qt.Key.Key_Right)
        it.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert it.marked == Range(200, 310)
        child(it.panel, "in_point", Grip).setFocus(Qt.FocusReason.TabFocusReason)
        it.press(Qt.Key.Key_Left)
        it.press(Qt.Key.Key_PageUp)
        assert it.marked == Range(224, 310)
        it.press(Qt.Key.Key_End)
        assert it.marked == Range(310, 310)
        assert it.model.state.playhead == 0


def test_the_range_is_moved_by_the_ruler_above_it(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(200, 299)
        it.drag(it.strip, it.at(250, 5), it.at(300, 5))
        assert it.marked == Range(250, 349)
        it.press(Qt.Key.Key_Delete)
        assert it.marked is None


def test_the_wheel_zooms_to_frames_at_the_mouse_and_keys_go_back(qapp: object) -> None:
    with desk(LONG) as it:
        overview = child(it.panel, "range_overview", QWidget)
        before = overview.grab().toImage()
        it.wheel(500, 30)
        assert it.strip.scale.frame(it.at(500).x() - MARGIN) == 500
        assert it.strip.scale.per_frame > 70
        assert overview.grab().toImage() != before
        it.press(Qt.Key.Key_Backslash)
        assert not it.strip.scale.is_zoomed
        it.press(Qt.Key.Key_Plus)
        it.press(Qt.Key.Key_Plus)
        assert it.strip.scale.is_zoomed
        it.press(Qt.Key.Key_Minus)
        it.press(Qt.Key.Key_Minus)
        assert not it.strip.scale.is_zoomed


def test_the_overview_scrolls(qapp: object) -> None:
    with desk(LONG) as it:
        it.wheel(0, 6)
        overview = child(it.panel, "range_overview", QWidget)
        QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(MARGIN + 800, 4))
        scale = it.strip.scale
        assert scale.start < 800 < scale.start + scale.shown


def test_a_point_outside_of_what_is_shown_is_scrolled_to(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(200, 899)
        it.wheel(0, 30)
        child(it.panel, "out_point", Grip).setFocus(Qt.FocusReason.TabFocusReason)
        scale = it.strip.scale
        assert scale.start <= 899 < scale.start + scale.shown


def test_playing_turns_the_pages_and_tells_no_value(qapp: object) -> None:
    with desk(LONG) as it:
        it.wheel(0, 10)
        it.model.show_playhead(700, is_running=True)
        assert it.strip.scale.start <= 700 < it.strip.scale.start + it.strip.scale.shown
        assert spoken(it.strip)[2] == 0
        it.press(Qt.Key.Key_I)
        assert it.marked == Range(700, 999)


def test_a_long_clip_offers_five_seconds(qapp: object) -> None:
    with desk(LONG) as it:
        assert text_of(it.panel, "range_words") == "Mark the part to edit: I and O"
        press(it.panel, "mark_5_s_here")
        assert it.marked == Range(0, 124)
        assert "frame for frame" in text_of(it.panel, "plan")
        press(it.panel, "clear_range")
        assert it.marked is None


def test_a_short_clip_is_lit_whole_and_its_ends_can_be_drawn_in(qapp: object) -> None:
    with desk(SHOT) as it:
        begin = child(it.panel, "in_point", Grip)
        assert begin.isVisible()
        assert not child(it.panel, "mark_5_s_here", QWidget).isVisible()
        begin.setFocus(Qt.FocusReason.TabFocusReason)
        it.press(Qt.Key.Key_Right)
        assert it.marked == Range(1, 99)


def test_handles_have_their_own_light_at_the_edges_of_the_clip(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(4, 203)
        assert text_of(it.panel, "range_words").endswith("+4/+12")
        y = RULER + 20
        shown = it.strip.grab().toImage()
        ratio = shown.devicePixelRatio()
        handle, outside = (shown.pixelColor(it.at(frame, y) * ratio) for frame in (209, 700))
        lit = shown.pixelColor(it.at(150, y) * ratio)
        assert handle not in (outside, lit)


def test_the_treatment_is_written_at_once(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(100, 219)
        press(it.panel, "prepare")
        sheet = child(it.panel, "treatment", TreatmentSheet)
        assert sheet.isVisible()
        child(sheet, "handles", QSpinBox).setValue(0)
        press(sheet, "pace_real_time")
        child(sheet, "dont_upload_sound", QCheckBox).setChecked(True)
        look = child(sheet, "source_look", QComboBox)
        look.setCurrentIndex(look.findData(LookKind.HLG))
        treatment = it.model.state.cut.treatment
        assert (treatment.handles, treatment.pace, treatment.sends_sound) == (0, Pace.REAL_TIME, False)
        assert treatment.look is not None
        assert treatment.look.kind is LookKind.HLG
        assert not child(sheet, "filling", QComboBox).isVisible()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()


def test_log_without_a_lut_asks_for_the_file(qapp: object) -> None:
    with desk(LONG) as it:
        press(it.panel, "prepare")
        sheet = child(it.panel, "treatment", TreatmentSheet)
        look = child(sheet, "source_look", QComboBox)
        look.setCurrentIndex(look.findData(LookKind.LOG))
        close_file_dialog(it.panel)
        assert it.model.state.cut.treatment.look is None
        assert look.currentData() == "as_tagged"


def test_too_few_frames_are_asked_about(qapp: object) -> None:
    with desk(BRIEF) as it:
        assert "Slow them down" in text_of(it.panel, "filling_question_text")
        assert text_of(it.panel, "plan") == ""
        press(it.panel, "filling_question_freeze")
        assert it.model.state.cut.treatment.filling is Filling.FREEZE
        assert not child(it.panel, "filling_question", QWidget).isVisible()


def test_too_many_frames_go_in_real_time_or_five_seconds_are_marked(qapp: object) -> None:
    with desk(LONG) as it:
        it.model.mark(0, 245)
        assert "246 frames are too many" in text_of(it.panel, "length_question_text")
        assert text_of(it.panel, "plan") == ""
        press(it.panel, "length_question_real_time")
        assert it.model.state.cut.treatment.pace is Pace.REAL_TIME
        question = child(it.panel, "length_question", QWidget)
        assert not question.isVisible()
        it.model.mark(0, 300)
        assert question.isVisible()
        assert not child(it.panel, "length_question_real_time", QWidget).isVisible()
        assert "real time" not in text_of(it.panel, "length_question_text")
        press(it.panel, "length_question_here")
        assert it.marked == Range(0, 124)
        assert not question.isVisible()


def test_nothing_is_asked_while_a_range_is_drawn(qapp: object) -> None:
    with desk(LONG) as it:
        it.strip.held.emit()
        it.model.mark(0, 245)
        question = child(it.panel, "length_question", QWidget)
        assert not question.isVisible()
        assert "246 frames are too many" in text_of(it.panel, "plan")
        it.strip.let_go.emit()
        assert question.isVisible()


def test_flat_footage_is_asked_about(qapp: object) -> None:
    with desk(FLAT) as it:
        question = child(it.panel, "look_question", QWidget)
        assert question.isVisible()
        press(it.panel, "look_question_log")
        close_file_dialog(it.panel)
        assert question.isVisible()
        press(it.panel, "look_question_rec709")
        assert not question.isVisible()


def test_a_look_that_is_taken_by_itself_is_said_and_undone(qapp: object) -> None:
    look = SourceLook(LookKind.LOG, "ef" * 32, "LogC.cube")
    with desk(FLAT) as it:
        notice = child(it.panel, "look_recalled", QWidget)
        assert not notice.isVisible()
        it.model._treat(look=look)
        it.model._update(recalled=look)
        assert notice.isVisible()
        assert text_of(it.panel, "look_recalled_text").startswith("Read as log with LogC.cube")
        assert not child(it.panel, "look_question", QWidget).isVisible()
        press(it.panel, "look_recalled_action")
        assert not notice.isVisible()
        assert it.model.state.cut.treatment.look is None


def test_without_a_clip_there_is_no_panel(qapp: object) -> None:
    with desk(LONG) as it:
        it.editor.remove_source()
        assert not it.panel.isVisible()
        it.panel.show()
        assert child(it.panel, "range_words", QLabel).text() == ""


def test_it_is_as_high_as_there_is_room_for(qapp: object) -> None:
    with desk(LONG) as it:
        heights = []
        for height in (700, 500, 300):
            it.panel.fit_into(height)
            QApplication.processEvents()
            heights.append(it.strip.height())
        assert heights == [RULER + film for film in FILMS]
        it.panel.fit_into(200)
        assert not it.strip.isVisible()
        assert text_of(it.panel, "range_words")
