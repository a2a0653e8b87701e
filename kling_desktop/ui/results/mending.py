"""The part of the arrival card that mends: strength of colour, slip, black frames filled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSlider, QWidget

from kling_desktop.domain.timeline import MOST_SLIP
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.fields import SpinBox
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.domain.timeline import Fixes
    from kling_desktop.viewmodels.arrival import ArrivalModel, Card

WHOLE = 100


class MendingForm(QWidget):
    """What is to be mended, as it is set."""

    def __init__(self, model: ArrivalModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._colour = QCheckBox(tr("Match source colour"))
        self._colour.setObjectName("match_source_colour")
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength.setObjectName("strength")
        self._strength.setAccessibleName(tr("Strength"))
        self._strength.setRange(1, WHOLE)
        self._strength.setValue(WHOLE)
        self._percent = TextLabel("", Tone.DIM)
        self._percent.setObjectName("strength_percent")
        self._slip = SpinBox("slip_frames", -MOST_SLIP, MOST_SLIP)
        self._slip.setToolTip(tr("Frames later; less than zero is earlier"))
        self._fill = QCheckBox(tr("Fill black heads and tails from source"))
        self._fill.setObjectName("fill_from_source")
        self._lay_out()
        self._colour.toggled.connect(self._strength.setEnabled)
        self._strength.setEnabled(False)
        self._strength.valueChanged.connect(self._show_strength)
        self._show_strength(WHOLE)

    def show_fixes(self, card: Card) -> None:
        """Set everything as it is in the timeline file."""
        fixes = card.fixes
        self._colour.setChecked(bool(fixes.colour))
        self._strength.setValue(round(fixes.colour * WHOLE) or WHOLE)
        self._slip.setValue(fixes.slip)
        self._fill.setChecked(fixes.fills_from_source)

    def show_state(self, card: Card) -> None:
        """Allow what can be done."""
        is_free = not card.is_making
        self._colour.setEnabled(is_free and card.can_match)
        self._strength.setEnabled(is_free and self._colour.isChecked())
        self._slip.setEnabled(is_free)
        self._fill.setEnabled(is_free and card.can_fill)
        why = "" if card.can_fill else tr("The source is log or HDR: its frames would not match the result")
        self._fill.setToolTip(why)
        self._fill.setAccessibleDescription(why)

    @property
    def fixes(self) -> Fixes:
        """What is set."""
        colour = self._strength.value() / WHOLE if self._colour.isChecked() else 0.0
        fixes = replace(self._model.state.fixes, colour=colour, slip=self._slip.value())
        return self._model.filled(fixes, self._fill.isChecked())

    def _show_strength(self, value: int) -> None:
        self._percent.setText(tr("{percent} %").format(percent=value))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.wide)
        grid.setVerticalSpacing(SPACE.normal)
        slip = TextLabel(tr("Slip by frames"))
        slip.setBuddy(self._slip)
        grid.addWidget(self._colour, 0, 0)
        grid.addWidget(self._strength, 0, 1)
        grid.addWidget(self._percent, 0, 2)
        grid.addWidget(slip, 1, 0)
        grid.addWidget(self._slip, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._fill, 2, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 %"))
