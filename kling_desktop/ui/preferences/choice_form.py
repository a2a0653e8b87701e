"""Rows of settings: what it is called, its control, a remark, and the way back to how it was shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import IconButton
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_desktop.ui.preferences.controls import Control
    from kling_desktop.viewmodels.choices import Choices, ChoicesModel

LABEL_WIDTH = 132


class Row(NamedTuple):
    """One setting: its path, its label, its control, and a remark that may be empty."""

    path: str
    label: str
    control: Control
    remark: str = ""


class ChoiceForm(QWidget):
    """Shows settings of a ChoicesModel and passes on what is chosen."""

    def __init__(
        self,
        model: ChoicesModel,
        rows: Sequence[Row],
        parent: QWidget | None = None,
        label_width: int = LABEL_WIDTH,
    ) -> None:
        """`label_width` is what labels have at least; 0 where no row has one."""
        super().__init__(parent)
        self._model = model
        self._rows = tuple(rows)
        self._resets: dict[str, IconButton] = {}
        self._refusals: dict[str, TextLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.wide)
        self._grid.setVerticalSpacing(SPACE.tight)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, label_width)
        for row in self._rows:
            self._add(row)
        model.bind(self.show_state)

    def show_state(self, state: Choices) -> None:
        """Show each setting as it is."""
        for row in self._rows:
            row.control.show_value(state.value(row.path))
            row.control.widget.setEnabled(state.is_open)
            self._resets[row.path].setVisible(state.is_open and not state.is_default(row.path))
            refusal = self._refusals[row.path]
            refusal.setText(state.refusal if state.refused == row.path else "")
            refusal.setVisible(bool(refusal.text()))

    def _add(self, row: Row) -> None:
        at = self._grid.rowCount()
        widget = row.control.widget
        row.control.taken.connect(lambda value: self._model.change(row.path, value))
        if isinstance(widget, QCheckBox):
            self._grid.addWidget(widget, at, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            label = TextLabel(row.label)
            label.setBuddy(widget)
            self._grid.addWidget(label, at, 0)
            is_short = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Maximum
            where = Qt.AlignmentFlag.AlignLeft if is_short else Qt.AlignmentFlag(0)
            self._grid.addWidget(widget, at, 1, where)
        self._grid.addWidget(self._reset(row), at, 2)
        refusal = TextLabel("", Tone.DANGER)
        refusal.setObjectName(f"{widget.objectName()}_refusal")
        self._refusals[row.path] = refusal
        self._add_words(refusal, at + 1)
        if row.remark:
            self._add_words(TextLabel(row.remark, Tone.SMALL), at + 2)
        self._grid.setRowMinimumHeight(at + 3, SPACE.normal if row.remark else SPACE.tight)

    def _add_words(self, words: TextLabel, at: int) -> None:
        words.setWordWrap(True)
        self._grid.addWidget(words, at, 1, 1, 2)

    def _reset(self, row: Row) -> IconButton:
        name = row.label or row.path
        words = tr("Back to default: {setting}").format(setting=name)
        reset = IconButton("refresh", words, f"reset_{row.control.widget.objectName()}")
        policy = reset.sizePolicy()
        # Its room stays, so that nothing moves when a choice is made.
        policy.setRetainSizeWhenHidden(True)
        reset.setSizePolicy(policy)
        reset.clicked.connect(lambda: self._model.reset(row.path))
        self._resets[row.path] = reset
        return reset
