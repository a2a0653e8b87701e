"""Settings by pages: the search, rows that count at once and go back, keys, names, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from kling_desktop.domain.cut import Pace
from kling_desktop.domain.names import USUAL_PATTERN
from kling_desktop.domain.timeline import Format
from kling_desktop.settings.file import Settings
from kling_desktop.settings.sections import Queue
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.viewmodels.workspace import Workspace
from tests.support.panels import child, on_screen, press, text_of
from tests.support.studio_double import StudioDouble

PAGES = (
    "account", "links", "results", "prepare", "timeline", "queue", "prices", "appearance", "shortcuts",
    "network", "privacy",
)  # fmt: skip


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    return Workspace()


@pytest.fixture
def dialog(studio: StudioDouble, workspace: Workspace, tmp_path: Path) -> Iterator[PreferencesDialog]:
    studio.settings = Settings.load(tmp_path / "settings.json")
    for model in (workspace.account, workspace.links, workspace.choices):
        model.attach(studio.as_studio)
    with on_screen(PreferencesDialog(workspace), 820, 560) as made:
        yield made


def shown(dialog: PreferencesDialog) -> list[str]:
    pages = child(dialog, "settings_pages", QListWidget)
    return [pages.item(at).text() for at in range(pages.count()) if not pages.item(at).isHidden()]


def search(dialog: PreferencesDialog, words: str) -> None:
    field = child(dialog, "search_settings", QLineEdit)
    field.clear()
    QTest.keyClicks(field, words)


def test_each_page_can_be_used_without_scrolling_sideways(dialog: PreferencesDialog) -> None:
    dialog.resize(dialog.minimumSize())
    for page in PAGES:
        dialog.show_page(page)
        QApplication.processEvents()
        scrolled = child(dialog, "settings_stack", QStackedWidget).currentWidget()
        assert isinstance(scrolled, QScrollArea)
        body = scrolled.widget()
        assert body is not None
        assert body.minimumSizeHint().width() <= scrolled.viewport().width(), page


def test_every_control_has_a_name(dialog: PreferencesDialog) -> None:
    buddies = {each.buddy() for each in dialog.findChildren(QLabel)}
    for page in PAGES:
        dialog.show_page(page)
        for kind in (QAbstractButton, QComboBox, QSpinBox, QLineEdit, QKeySequenceEdit):
            for each in dialog.findChildren(kind):
                if each.isVisible() and each.objectName() and not each.objectName().startswith("qt_"):
                    words = each.text() if isinstance(each, QAbstractButton) else ""
                    assert words or each.accessibleName() or each in buddies, each.objectName()


def test_a_search_leaves_the_pages_that_have_the_words(dialog: PreferencesDialog) -> None:
    search(dialog, "reel name")
    assert shown(dialog) == ["Timeline files"]
    assert child(dialog, "timeline_keeps_reel", QCheckBox).isVisible()
    assert child(dialog, "timeline_keeps_reel", QCheckBox).property("found") is True
    search(dialog, "theme")
    assert "Appearance" in shown(dialog)
    assert child(dialog, "timeline_keeps_reel", QCheckBox).property("found") is False


def test_how_the_network_is_reached_is_found_by_its_words(dialog: PreferencesDialog) -> None:
    search(dialog, "proxy")
    assert shown(dialog) == ["Network"]


def test_a_search_for_nothing_says_so_and_ends_with_its_words(dialog: PreferencesDialog) -> None:
    search(dialog, "zebra crossing")
    assert shown(dialog) == []
    assert text_of(dialog, "nothing_found") == "Nothing found."
    child(dialog, "search_settings", QLineEdit).clear()
    assert len(shown(dialog)) == len(PAGES)
    assert text_of(dialog, "nothing_found") == ""


def test_a_choice_counts_at_once_and_goes_back_alone(dialog: PreferencesDialog, studio: StudioDouble) -> None:
    dialog.show_page("timeline")
    formats = child(dialog, "timeline_format", QComboBox)
    assert not child(dialog, "reset_timeline_format", QWidget).isVisible()
    formats.setFocus()
    QTest.keyClick(formats, Qt.Key.Key_End)
    assert studio.settings.timeline.format is Format.HEVC
    child(dialog, "timeline_keeps_reel", QCheckBox).click()
    press(dialog, "reset_timeline_format")
    assert studio.settings.timeline.format is Format.RESTAMP
    assert studio.settings.timeline.keeps_reel
    assert not child(dialog, "reset_timeline_format", QWidget).isVisible()
    assert formats.currentIndex() == 0


def test_numbers_count_and_follow_what_is_set_elsewhere(
    dialog: PreferencesDialog, studio: StudioDouble
) -> None:
    dialog.show_page("queue")
    limit = child(dialog, "queue_limit", QSpinBox)
    limit.stepUp()
    assert studio.settings.queue.limit == 4
    studio.settings.replace(Queue(9))
    assert limit.value() == 9


def test_new_clips_are_prepared_as_chosen(dialog: PreferencesDialog, studio: StudioDouble) -> None:
    dialog.show_page("prepare")
    child(dialog, "prepare_handles", QSpinBox).setValue(24)
    child(dialog, "prepare_pace", QComboBox).setFocus()
    QTest.keyClick(child(dialog, "prepare_pace", QComboBox), Qt.Key.Key_Down)
    assert (studio.settings.prepare.handles, studio.settings.prepare.pace) == (24, Pace.REAL_TIME)


def test_a_name_pattern_shows_what_it_gives_and_is_refused_in_words(
    dialog: PreferencesDialog, studio: StudioDouble
) -> None:
    dialog.show_page("results")
    field = child(dialog, "name_pattern", QLineEdit)
    assert text_of(dialog, "name_example") == "Example: A001C003_v003_timeline.mov"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "{{clip}")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert studio.settings.timeline.name == USUAL_PATTERN
    field.selectAll()
    QTest.keyClicks(field, "{reel}_{take}")
    assert text_of(dialog, "name_example") == "Example: A001_003.mov"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert studio.settings.timeline.name == "{reel}_{take}"
    press(dialog, "default_name_pattern")
    assert (studio.settings.timeline.name, field.text()) == (USUAL_PATTERN, USUAL_PATTERN)


def test_a_value_out_of_range_is_refused_beside_its_row(
    dialog: PreferencesDialog, workspace: Workspace, studio: StudioDouble
) -> None:
    dialog.show_page("queue")
    for change in (0, 51):
        workspace.choices.change("queue.limit", change)
        assert "cannot have that value" in text_of(dialog, "queue_limit_refusal")
        assert studio.settings.queue.limit == 3
    workspace.choices.change("queue.limit", 5)
    assert text_of(dialog, "queue_limit_refusal") == ""
