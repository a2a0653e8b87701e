"""How the clip is made fit for the service: the choices, in a sheet that opens over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.cut import MOST_HANDLES, Filling, LookKind, Pace, SourceLook
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.fields import ComboBox, SpinBox
from kling_desktop.ui.widgets.forms import buddy
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from kling_desktop.viewmodels.range import RangeModel
    from kling_desktop.viewmodels.range_state import RangeState

WIDTH = 400
AS_TAGGED = "as_tagged"


class TreatmentSheet(QFrame):
    """Writes into a RangeModel at once; closes with Escape or a click beside it.

    `lut_wanted` asks for a .cube file.
    """

    lut_wanted = Signal()

    def __init__(self, model: RangeModel, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("treatment")
        self.setProperty("panel", "raised")
        self.setAccessibleName(tr("Prepare"))
        self._model = model
        self._is_told = False
        self._form = QFormLayout()
        self._pace = Segmented(tr("Frames"), "pace", _paces())
        self._handles = SpinBox("handles", 0, MOST_HANDLES)
        self._filling = ComboBox("filling")
        self._look = ComboBox("source_look")
        self._lut = TextLabel("", Tone.SMALL)
        self._lut.setObjectName("lut_name")
        self._choose_lut = Button(tr("Choose LUT…"), "choose_lut")
        self._silent = QCheckBox(tr("Don't upload sound"))
        self._silent.setObjectName("dont_upload_sound")
        self._remarks = TextLabel("", Tone.SMALL)
        self._remarks.setObjectName("treatment_remarks")
        self._remarks.setWordWrap(True)
        self._fill()
        self._lay_out()
        self._connect()
        model.bind(self.show_state)

    def show_state(self, state: RangeState) -> None:
        """Show the choices as they stand."""
        treatment = state.cut.treatment
        self._is_told = True
        self._pace.choose(treatment.pace)
        self._handles.setValue(treatment.handles)
        self._form.setRowVisible(self._filling, state.asks_for_filling)
        self._filling.setCurrentIndex(self._filling.findData(treatment.filling))
        look = treatment.look
        self._look.setCurrentIndex(self._look.findData(look.kind if look else AS_TAGGED))
        self._lut.setText(look.lut_name if look else "")
        self._lut.setVisible(bool(look and look.lut_name))
        self._silent.setChecked(not treatment.sends_sound)
        self._silent.setEnabled(state.info is not None and state.info.has_sound)
        self._is_told = False
        self._remarks.setText("\n".join(state.remarks))
        self._remarks.setVisible(bool(state.remarks))
        self.adjustSize()

    def open_above(self, anchor: QWidget) -> None:
        """Open with its right lower corner at the right upper corner of `anchor`, inside the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), -self.height() - SPACE.tight))
        room = anchor.screen().availableGeometry()
        corner.setX(min(max(corner.x(), room.left()), room.right() - self.width()))
        corner.setY(max(corner.y(), room.top()))
        self.move(corner)
        self.show()
        self._handles.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape, undo with its key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        for filling, words in _fillings():
            self._filling.addItem(words, filling)
        for kind, words in _looks():
            self._look.addItem(words, kind)
        self._handles.setSuffix(tr(" frames on each side"))
        self._handles.setToolTip(tr("Extra frames of the file for transitions; they are paid for"))

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        look = QVBoxLayout()
        look.setSpacing(SPACE.tight)
        chosen = QHBoxLayout()
        chosen.addWidget(self._look, 1)
        chosen.addWidget(self._choose_lut)
        look.addLayout(chosen)
        look.addWidget(self._lut)
        form = self._form
        form.setHorizontalSpacing(SPACE.wide)
        form.setVerticalSpacing(SPACE.normal)
        form.addRow(tr("Frames"), self._pace)
        form.addRow(tr("Handles"), self._handles)
        form.addRow(tr("Too short"), self._filling)
        form.addRow(buddy(tr("Source look"), self._look), look)
        form.addRow("", self._silent)
        for field, name in ((self._handles, tr("Handles")), (self._filling, tr("Too short"))):
            field.setAccessibleName(name)
        self._look.setAccessibleName(tr("Source look"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.apart, SPACE.wide, SPACE.apart, SPACE.wide)
        column.setSpacing(SPACE.wide)
        column.addWidget(TextLabel(tr("Prepare"), Tone.TITLE))
        column.addLayout(form)
        column.addWidget(self._remarks)

    def _connect(self) -> None:
        self._pace.chosen.connect(lambda key: self._model.set_pace(Pace(key)))
        self._handles.valueChanged.connect(self._take_handles)
        self._filling.currentIndexChanged.connect(self._take_filling)
        self._look.currentIndexChanged.connect(self._take_look)
        self._choose_lut.clicked.connect(self._ask_for_lut)
        self._silent.toggled.connect(self._take_silence)

    def _take_handles(self, frames: int) -> None:
        if not self._is_told:
            self._model.set_handles(frames)

    def _take_silence(self, is_silent: bool) -> None:
        if not self._is_told:
            self._model.set_sends_sound(not is_silent)

    def _take_filling(self) -> None:
        if not self._is_told:
            self._model.set_filling(Filling(self._filling.currentData()))

    def _take_look(self) -> None:
        if self._is_told:
            return
        kind = self._look.currentData()
        if kind == LookKind.LOG:
            # Log means nothing without its LUT: until that is there the look stays as it was.
            self._ask_for_lut()
            self.show_state(self._model.state)
        else:
            self._model.set_look(None if kind == AS_TAGGED else SourceLook(LookKind(kind)))

    def _ask_for_lut(self) -> None:
        # A file dialog would open behind the sheet.
        self.close()
        self.lut_wanted.emit()


def _paces() -> list[tuple[str, str]]:
    return [(Pace.FRAME_FOR_FRAME, tr("Frame for frame")), (Pace.REAL_TIME, tr("Real time"))]


def _fillings() -> list[tuple[Filling, str]]:
    return [
        (Filling.NONE, tr("Ask")),
        (Filling.SLOW, tr("Slow it down")),
        (Filling.FREEZE, tr("Freeze the last frame")),
        (Filling.LOOP, tr("Loop it")),
    ]


def _looks() -> list[tuple[str, str]]:
    return [
        (AS_TAGGED, tr("As the file says")),
        (LookKind.REC709, tr("Rec.709")),
        (LookKind.LOG, tr("Log, with a LUT…")),
        (LookKind.PQ, tr("HDR, PQ")),
        (LookKind.HLG, tr("HDR, HLG")),
    ]
