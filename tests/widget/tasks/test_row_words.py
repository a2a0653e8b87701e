"""What a row of the list says, at every width: the state is always whole."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QStyleOptionViewItem

from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.ui.tasks.row_painting import TaskPainting
from kling_desktop.ui.tasks.words import ACTION_ICONS, ACTION_WORDS, in_groups
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from kling_desktop.viewmodels.tasks import TaskRole
from tests.support.studio_double import job

CHANGED = job(JobState.PREPARING, held=Notice("source_changed", {"name": "A001C003_210812.mov"}))


def said(row: TaskRow, width: int) -> list[str]:
    """Every text that is painted for a row so wide, in order."""
    item = QStandardItem()
    item.setData(row, TaskRole.ROW)
    item.setData(row.remark(0), TaskRole.REMARK)
    model = QStandardItemModel()
    model.appendRow(item)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, 48)
    into = QBuffer()
    drawing = QSvgGenerator()
    drawing.setOutputDevice(into)
    drawing.setSize(QSize(width, 48))
    painter = QPainter(drawing)
    TaskPainting(Pictures()).paint(painter, option, model.index(0, 0))
    painter.end()
    return re.findall(r"<text[^>]*>([^<]*)</text>", bytes(into.data().data()).decode())


@pytest.mark.parametrize("width", range(430, 620))
def test_the_state_is_whole_beside_a_long_name_and_a_long_button(width: int) -> None:
    row = TaskRow.resting(CHANGED)
    texts = [text.strip() for text in said(row, width)]
    assert "Send it as it is now" in texts
    assert row.state in texts


def test_every_action_has_words_and_a_sign() -> None:
    assert set(ACTION_WORDS) == set(ACTION_ICONS) == set(TaskAction)


def test_a_menu_begins_with_the_main_thing_and_ends_with_deleting() -> None:
    row = TaskRow.resting(job(JobState.DONE, recipe=None))
    groups = in_groups((*row.actions(), *row.further()))
    assert groups[0][0] is row.actions()[0]
    assert groups[-1] == [TaskAction.DELETE]
    assert sorted(action.name for group in groups for action in group) == sorted(
        action.name for action in (*row.actions(), *row.further())
    )
