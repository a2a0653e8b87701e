"""A part of a form that folds away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import ElidedLabel, Tone


class Collapsible(QWidget):
    """A header that folds `body` away and back; a remark beside it says what is inside while it is folded.

    `name` is the header's objectName. Signal `toggled(is_open)`.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, name: str, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = body
        self._header = Button(title, name, ButtonKind.SECTION, "chevron-right")
        self._header.setCheckable(True)
        self._header.toggled.connect(self._follow)
        self._remark = ElidedLabel("", Tone.SMALL)
        top = QHBoxLayout()
        top.setSpacing(SPACE.snug)
        top.addWidget(self._header)
        top.addWidget(self._remark, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addLayout(top)
        column.addWidget(body)
        body.setVisible(False)

    @property
    def header(self) -> Button:
        """The button that folds."""
        return self._header

    def is_open(self) -> bool:
        """Whether the body is to be seen."""
        return self._header.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold."""
        self._header.setChecked(is_open)

    def set_remark(self, text: str) -> None:
        """A few words beside the title, shown while folded, as far as there is room: `2 pictures`."""
        self._remark.setText(text)

    def _follow(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._remark.setVisible(not is_open)
        self._header.show_icon("chevron-down" if is_open else "chevron-right")
        self.toggled.emit(is_open)
