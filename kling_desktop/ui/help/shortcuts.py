"""The sheet of shortcuts: what each key does in the layout in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.keys import chosen
from kling_desktop.i18n import tr
from kling_desktop.ui.dialogs import Fitted
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import Badge, TextLabel, Tone
from kling_desktop.ui.widgets.room import resize_within
from kling_desktop.ui.widgets.scrolled import ScrolledColumn
from kling_desktop.viewmodels.key_words import action_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_desktop.viewmodels.preferences import Preferences

SIZE = QSize(760, 640)
PLAYING = 10
"""How many of the actions, from the first on, are about playing."""
PORTABLE = QKeySequence.SequenceFormat.PortableText
NATIVE = QKeySequence.SequenceFormat.NativeText


class ShortcutSheet(Fitted):
    """Shows all keys in two columns."""

    def __init__(
        self, state: Preferences, change: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """`change` opens where keys are chosen."""
        super().__init__(parent)
        self.setObjectName("shortcut_sheet")
        self.setWindowTitle(tr("Keyboard shortcuts"))
        resize_within(self, SIZE)
        keys = chosen(state.layout, state.own_keys)
        viewer = [(words, keys[action]) for action, words in action_words().items()]
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
        columns.setSpacing(SPACE.section)
        left, right = QGridLayout(), QGridLayout()
        self._add(left, tr("Everywhere"), _everywhere())
        self._add(left, tr("Viewer: playing"), viewer[:PLAYING])
        self._add(right, tr("Viewer: range, results, picture"), viewer[PLAYING:])
        for column in (left, right):
            column.setHorizontalSpacing(SPACE.wide)
            column.setVerticalSpacing(SPACE.tight)
            column.setColumnStretch(0, 1)
            column.setRowStretch(column.rowCount(), 1)
            columns.addLayout(column, 1)
        other = Button(tr("Change keys…"), "change_keys", ButtonKind.QUIET)
        other.clicked.connect(self.accept)
        other.clicked.connect(lambda: change())
        close = Button(tr("Close"), "close_shortcuts")
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(SPACE.section, SPACE.normal, SPACE.section, SPACE.wide)
        bottom.addWidget(other)
        bottom.addStretch(1)
        bottom.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrolledColumn(body), 1)
        whole.addLayout(bottom)

    def _add(self, column: QGridLayout, title: str, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        first = column.rowCount()
        if first > 1:
            column.setRowMinimumHeight(first, SPACE.section)
        column.addWidget(TextLabel(title, Tone.STRONG), first + 1, 0, 1, 2)
        for at, (words, keys) in enumerate(rows, first + 2):
            column.addWidget(TextLabel(words), at, 0)
            held = QHBoxLayout()
            held.setSpacing(SPACE.tight)
            held.addStretch(1)
            for key in keys:
                held.addWidget(Badge(QKeySequence(key, PORTABLE).toString(NATIVE)))
            column.addLayout(held, at, 1)


def _everywhere() -> tuple[tuple[str, Sequence[str]], ...]:
    return (
        (tr("Generate"), ("Ctrl+Return",)),
        (tr("Open a clip"), ("Ctrl+O",)),
        (tr("Presets"), ("Ctrl+P",)),
        (tr("Settings"), ("Ctrl+,",)),
        (tr("This sheet"), ("F1",)),
    )
