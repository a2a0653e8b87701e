"""Mode, shape of the picture, and sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from kling_desktop.domain.request import AspectRatio, Mode
from kling_desktop.i18n import tr
from kling_desktop.ui.editor.shape import HEIGHT, WIDTH, shape_icon, shape_words
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState

MODES = tuple(Mode)
RATIOS = (None, *AspectRatio)
SHORTEST = 7
SHARES = (5, 4)
"""Of the width: modes have the longer words, and are not to be cut."""


class Options(QWidget):
    """Shows the settings of an edit; each signal carries what the user chose."""

    mode_chosen = Signal(object)
    ratio_chosen = Signal(object)
    sound_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = ComboBox("mode")
        self._let_shrink(self._mode)
        for mode in MODES:
            self._mode.addItem(wording.mode(mode))
        # Not as item data: Qt would hand back plain text for a member of an enumeration.
        self._mode.activated.connect(lambda place: self.mode_chosen.emit(MODES[place]))
        self._ratio = ComboBox("aspect_ratio")
        self._let_shrink(self._ratio)
        self._ratio.setIconSize(QSize(WIDTH, HEIGHT))
        for ratio in RATIOS:
            self._ratio.addItem(wording.aspect_ratio(ratio))
        self._ratio.activated.connect(lambda place: self.ratio_chosen.emit(RATIOS[place]))
        self._sound = QCheckBox(tr("Keep original sound"))
        self._sound.setObjectName("keep_original_sound")
        self._sound.clicked.connect(self.sound_chosen)
        self._why_silent = TextLabel("", Tone.SMALL)
        self._why_silent.setObjectName("sound_reason")
        self._shown: tuple[float | None, str] | None = None
        self._lay_out()

    def show_state(self, state: EditorState) -> None:
        """Show the settings as they are."""
        request = state.request
        self._mode.setCurrentIndex(MODES.index(request.mode))
        self._ratio.setCurrentIndex(RATIOS.index(request.aspect_ratio))
        info = state.source.info if state.source else None
        self._show_shapes(info.width / info.height if info else None, request.aspect_ratio)
        is_silent = state.source is not None and state.source.has_no_sound
        self._sound.setEnabled(not is_silent)
        self._sound.setChecked(request.keep_sound and not is_silent)
        self._why_silent.setText(tr("The clip has no sound.") if is_silent else "")
        self._why_silent.setVisible(is_silent)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the shapes anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown:
            self._draw_shapes(self._shown[0])

    def _show_shapes(self, source: float | None, asked: AspectRatio | None) -> None:
        words = shape_words(source, asked.shape if asked else None)
        self._ratio.setToolTip(words)
        self._ratio.setAccessibleDescription(words)
        if self._shown != (source, style.current().name):
            self._draw_shapes(source)

    def _draw_shapes(self, source: float | None) -> None:
        self._shown = (source, style.current().name)
        for place, ratio in enumerate(RATIOS):
            self._ratio.setItemIcon(place, shape_icon(source, ratio.shape if ratio else None))

    @staticmethod
    def _let_shrink(field: ComboBox) -> None:
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(SHORTEST)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.normal)
        grid.setVerticalSpacing(SPACE.tight)
        fields = ((tr("Mode"), self._mode), (tr("Aspect ratio"), self._ratio))
        for column, (words, field) in enumerate(fields):
            label = TextLabel(words, Tone.LABEL)
            label.setBuddy(field)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        grid.addWidget(self._sound, 2, 0)
        grid.addWidget(self._why_silent, 2, 1)
        for column, share in enumerate(SHARES):
            grid.setColumnStretch(column, share)
