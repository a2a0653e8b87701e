"""What a setting is changed with: a list, a number, a tick, a line of text; each shows and tells a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QWidget

from kling_desktop.ui.widgets.fields import ComboBox, SpinBox

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBER_WIDTH = 96


class Control(Protocol):
    """One control of a setting."""

    @property
    def widget(self) -> QWidget:
        """What is on the screen."""

    @property
    def taken(self) -> Any:
        """The signal that carries the value that the user chose."""

    def show_value(self, value: Any) -> None:
        """Show a value without telling it."""


class _Taking(QObject):
    taken = Signal(object)


class ListControl(_Taking):
    """One of several; `options` are pairs of a value and its words."""

    def __init__(self, name: str, options: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.widget = ComboBox(name)
        self.widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # As wide as its room, not as its longest words.
        self.widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._values = [value for value, _ in options]
        self.widget.addItems([words for _, words in options])
        self.widget.activated.connect(lambda at: self.taken.emit(self._values[at]))

    def show_value(self, value: Any) -> None:
        """Show it; nothing for a value that is not in the list."""
        self.widget.setCurrentIndex(self._values.index(value) if value in self._values else -1)


class NumberControl(_Taking):
    """A whole number; `unit` stands behind it."""

    def __init__(self, name: str, lowest: int, highest: int, unit: str = "", step: int = 1) -> None:
        super().__init__()
        self.widget = SpinBox(name, lowest, highest)
        self.widget.setKeyboardTracking(False)
        self.widget.setSingleStep(step)
        self.widget.setSuffix(unit)
        self.widget.setMinimumWidth(NUMBER_WIDTH)
        self.widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.widget.valueChanged.connect(lambda value: self.taken.emit(value))

    def show_value(self, value: Any) -> None:
        """Show it; what is being typed stays."""
        if self.widget.value() != value:
            self.widget.blockSignals(True)
            self.widget.setValue(value)
            self.widget.blockSignals(False)


class TickControl(_Taking):
    """Yes or no; its words stand beside the tick."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.widget = QCheckBox(words)
        self.widget.setObjectName(name)
        self.widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.widget.clicked.connect(lambda is_on: self.taken.emit(is_on))

    def show_value(self, value: Any) -> None:
        """Show it."""
        self.widget.setChecked(value)


class LineControl(_Taking):
    """A line of text, told once it is left."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.widget = QLineEdit()
        self.widget.setObjectName(name)
        self.widget.setPlaceholderText(hint)
        self.widget.editingFinished.connect(self._tell)
        self._shown = ""

    def show_value(self, value: Any) -> None:
        """Show it; what is being typed stays."""
        self._shown = value
        if not self.widget.hasFocus():
            self.widget.setText(value)

    def _tell(self) -> None:
        text = self.widget.text().strip()
        if text != self._shown:
            self.taken.emit(text)
