"""The sheet of shortcuts: what each key does in the layout in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.keys import chosen
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import Badge, TextLabel, Tone
from kling_desktop.ui.widgets.scrolled import ScrolledColumn
from kling_desktop.viewmodels.key_words import action_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_desktop.viewmodels.preferences import Preferences

SIZE = QSize(760, 560)
PORTABLE = QKeySequence.SequenceFormat.PortableText
NATIVE = QKeySequence.SequenceFormat.NativeText


class ShortcutSheet(QDialog):
    """Shows all keys in two columns."""

    def __init__(
        self, state: Preferences, change: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """`change` opens where keys are chosen."""
        super().__init__(parent)
        self.setObjectName("shortcut_sheet")
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.resize(SIZE)
        keys = chosen(state.layout, state.own_keys)
        viewer = [(words, keys[action]) for action, words in action_words().items()]
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
        columns.setSpacing(SPACE.section)
        half = (len(viewer) + 1) // 2
        left, right = QVBoxLayout(), QVBoxLayout()
        self._add(left, tr("Everywhere"), _everywhere())
        self._add(left, tr("Viewer and range strip"), viewer[: half - len(_everywhere())])
        self._add(right, "", viewer[half - len(_everywhere()) :])
        for column in (left, right):
            column.addStretch(1)
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

    def _add(self, column: QVBoxLayout, title: str, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        if title:
            column.addWidget(TextLabel(title, Tone.STRONG))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.wide)
        grid.setVerticalSpacing(SPACE.tight)
        grid.setColumnStretch(0, 1)
        for at, (words, keys) in enumerate(rows):
            grid.addWidget(TextLabel(words), at, 0)
            held = QHBoxLayout()
            held.setSpacing(SPACE.tight)
            held.addStretch(1)
            for key in keys:
                held.addWidget(Badge(QKeySequence(key, PORTABLE).toString(NATIVE)))
            grid.addLayout(held, at, 1)
        column.addLayout(grid)
        column.addSpacing(SPACE.normal)


def _everywhere() -> tuple[tuple[str, Sequence[str]], ...]:
    return (
        (tr("Generate"), ("Ctrl+Return",)),
        (tr("Open a clip"), ("Ctrl+O",)),
        (tr("Presets"), ("Ctrl+P",)),
        (tr("Settings"), ("Ctrl+,",)),
        (tr("This sheet"), ("F1",)),
    )
