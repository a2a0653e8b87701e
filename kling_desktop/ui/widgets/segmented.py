"""One of several, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class Segmented(QFrame):
    """Exclusive buttons in one frame; one stop for Tab, arrow keys move among them.

    `options` are pairs of a key and its words; the first is chosen.
    Signal `chosen(key)`: the user chose another.
    """

    chosen = Signal(str)

    def __init__(
        self, label: str, name: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("panel", "segments")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, Button] = {}
        self._is_told = False
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.hair, SPACE.hair, SPACE.hair, SPACE.hair)
        row.setSpacing(SPACE.hair)
        for key, words in options:
            row.addWidget(self._segment(key, words))
        self.choose(options[0][0])

    def current(self) -> str:
        """The key of the chosen option."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Choose `key` without the signal; the Tab key stops at it from now on."""
        self._is_told = True
        self._buttons[key].setChecked(True)
        self._is_told = False

    def button(self, key: str) -> Button:
        """The button of `key`, to change its words, tooltip or whether it can be chosen."""
        return self._buttons[key]

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Arrow keys on a button move the choice, before any panel's shortcut sees them."""
        if not isinstance(event, QKeyEvent) or Qt.Key(event.key()) not in _STEPS:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._step(_STEPS[Qt.Key(event.key())])
            return True
        return False

    def _segment(self, key: str, words: str) -> Button:
        button = Button(words, f"{self.objectName()}_{key}", ButtonKind.SEGMENT, parent=self)
        button.setCheckable(True)
        # Exclusive ones are radio buttons to assistive technology, which toggles them without a click.
        button.setAutoExclusive(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.toggled.connect(lambda is_chosen: self._follow(key, is_chosen))
        button.installEventFilter(self)
        self._buttons[key] = button
        return button

    def _follow(self, key: str, is_chosen: bool) -> None:
        self._buttons[key].setFocusPolicy(Qt.FocusPolicy.TabFocus if is_chosen else Qt.FocusPolicy.NoFocus)
        if is_chosen and not self._is_told:
            self.chosen.emit(key)

    def _step(self, direction: int) -> None:
        reachable = [key for key, button in self._buttons.items() if button.isEnabled()]
        place = reachable.index(self.current()) + direction
        if 0 <= place < len(reachable):
            self._buttons[reachable[place]].setChecked(True)
            self._buttons[reachable[place]].setFocus(Qt.FocusReason.TabFocusReason)
