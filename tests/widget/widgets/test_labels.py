"""Words: cut ones stay whole for screen readers, badges hold their words, notices and empty states speak."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT, Role
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.empty_state import EmptyState
from kling_desktop.ui.widgets.labels import Badge, BadgeKind, BrokenLabel, ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind

LONG = "A013C004_210812_R2EZ_graded_by_somebody_with_time.mov"


def said(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_a_long_text_is_cut_to_its_room_and_read_whole(qtbot: QtBot) -> None:
    label = ElidedLabel(LONG, mode=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(120, 20)
    assert label.shown_text().startswith("A013")
    assert label.shown_text().endswith(".mov")
    assert "…" in label.shown_text()
    assert label.fontMetrics().horizontalAdvance(label.shown_text()) <= 120
    assert said(label) == LONG


def test_a_word_longer_than_a_line_is_broken_and_shown_whole(qtbot: QtBot) -> None:
    label, plain = BrokenLabel("x" * 2400), TextLabel("x" * 2400)
    for each in (label, plain):
        qtbot.addWidget(each)
    line = label.fontMetrics().height()
    assert label.minimumSizeHint().width() < 100 < plain.minimumSizeHint().width()
    advance = label.fontMetrics().horizontalAdvance("x" * 2400)
    assert label.heightForWidth(400) >= advance // 400 * line
    assert label.heightForWidth(800) < label.heightForWidth(400)
    label.resize(400, label.heightForWidth(400))
    picture = label.grab().toImage()
    last = [picture.pixel(x, picture.height() - line // 2) for x in range(0, 40)]
    assert len(set(last)) > 1
    assert said(label) == "x" * 2400


def test_a_cut_label_does_not_push_its_neighbours(qtbot: QtBot) -> None:
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() <= 400
    assert label.minimumWidth() < 50


def test_markup_is_not_obeyed(qtbot: QtBot) -> None:
    for label in (TextLabel("<b>x</b>"), ElidedLabel("<b>x</b>"), Badge("<b>x</b>")):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_tone_changes_the_colour(qtbot: QtBot) -> None:
    label = TextLabel("failed", Tone.DANGER)
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.palette().color(label.foregroundRole()).name() == DARK[Role.DANGER]
    label.set_tone(Tone.POSITIVE)
    assert label.palette().color(label.foregroundRole()).name() == DARK[Role.POSITIVE]


@pytest.mark.parametrize("kind", BadgeKind)
def test_a_badge_shows_its_words_in_its_colours(qtbot: QtBot, kind: BadgeKind) -> None:
    badge = Badge("running", kind, "clock")
    qtbot.addWidget(badge)
    badge.resize(badge.sizeHint())
    image = badge.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert DARK[kind.fill] in seen
    assert len(seen) > 10
    assert said(badge) == "running"


def test_a_badge_grows_with_its_words(qtbot: QtBot) -> None:
    badge = Badge("done", BadgeKind.POSITIVE)
    qtbot.addWidget(badge)
    before = badge.sizeHint().width()
    badge.show_badge("may have been accepted", BadgeKind.WARNING, "warning")
    assert badge.sizeHint().width() > before
    assert said(badge) == "may have been accepted"


def test_a_notice_hides_until_it_has_something_to_say(qtbot: QtBot) -> None:
    notice = InlineNotice("key_notice")
    qtbot.addWidget(notice)
    assert notice.isHidden()
    notice.say(NoticeKind.WARNING, "There is no key yet.", "Settings")
    text = notice.findChild(QLabel, "key_notice_text")
    button = notice.findChild(QPushButton, "key_notice_action")
    assert text is not None
    assert button is not None
    assert (said(text), said(button)) == ("There is no key yet.", "Settings")
    with qtbot.waitSignal(notice.action_triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    notice.say(NoticeKind.INFO, "All is well.")
    assert button.isHidden()
    notice.clear()
    assert notice.isHidden()
    assert notice.text() == ""


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_wears_its_gravity(qtbot: QtBot, kind: NoticeKind) -> None:
    notice = InlineNotice("n")
    qtbot.addWidget(notice)
    notice.say(kind, "Something happened.")
    fill = Role.ACCENT_FILL if kind is NoticeKind.INFO else Role(f"{kind.value}_fill")
    image = notice.grab().toImage()
    assert image.pixelColor(image.width() - 5, image.height() // 2).name() == DARK[fill]


def test_an_empty_state_says_how_to_begin(qtbot: QtBot) -> None:
    state = EmptyState("empty")
    qtbot.addWidget(state)
    state.say("video", "Drop a clip here", "MP4 or MOV.", "Add video…")
    assert state.text() == "Drop a clip here MP4 or MOV."
    button = state.findChild(QPushButton, "empty_action")
    assert button is not None
    with qtbot.waitSignal(state.action_triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_icons_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    state = EmptyState("empty")
    qtbot.addWidget(state)
    state.say("warning", "Missing", "", role=Role.WARNING)
    state.resize(200, 200)
    state.show()
    style.apply(qapp, LIGHT)
    image = state.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(200) for y in range(200)}
    assert LIGHT[Role.WARNING] in seen
    assert DARK[Role.WARNING] not in seen


def test_a_section_folds_and_tells_what_is_inside(qtbot: QtBot) -> None:
    body = QWidget()
    section = Collapsible("First and last frame", "frames", body)
    section.set_remark("2 pictures")
    qtbot.addWidget(section)
    section.show()
    told: list[bool] = []
    section.toggled.connect(told.append)
    assert not section.is_open()
    assert body.isHidden()
    section.header.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(section.header, Qt.Key.Key_Space)
    assert section.is_open()
    assert body.isVisible()
    section.set_open(False)
    assert told == [True, False]
    assert said(section.header) == "First and last frame"
