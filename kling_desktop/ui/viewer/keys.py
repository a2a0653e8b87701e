"""Keys that work while the focus is on the viewer or the range strip, and nowhere else."""

from fractions import Fraction

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QLineEdit, QWidget

from kling_desktop.domain.keys import REPEATING, STANDARD, Action, Keys

SLOW = Fraction(1, 4)
HELD_MS = 250
"""A key that is down longer than this is held, not tapped."""
_OF_SLIDERS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}
_OF_BUTTONS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_NO_CHARACTER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeyPad(QObject):
    """Turns keys into actions for the widgets that it watches.

    Signals: `pressed(Action)`; `slow_wished(speed)` while K and J or L are held, 0 once they are let go;
    `touched(QWidget)` the mouse went down on one of them.
    """

    pressed = Signal(object)
    touched = Signal(object)
    slow_wished = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, Action] = {}
        self._is_rest_held = False
        self._tapped: Action | None = None
        self._is_slow = False
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HELD_MS)
        self._held.timeout.connect(self._go_slowly)
        self.set_keys(STANDARD)

    def set_keys(self, keys: Keys) -> None:
        """Use these keys from now on; of two uses of one key the first counts."""
        self._actions = {}
        for action, each in keys.items():
            for key in each:
                text = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
                self._actions.setdefault(text, action)

    def watch(self, widget: QWidget) -> None:
        """Let the keys work while `widget` has the focus; what it needs itself it keeps."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean something before lists, shortcuts and focus moves do."""
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self._let_go()
        if kind == QEvent.Type.MouseButtonPress:
            self.touched.emit(watched)
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            if self._action(watched, event) is not None:
                event.accept()
            return False
        action = self._action(watched, event)
        if action is None:
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(action, event)
        return self._press(action, event)

    def _action(self, watched: QObject, event: QKeyEvent) -> Action | None:
        if isinstance(watched, QLineEdit):
            return None
        if isinstance(watched, QAbstractSlider) and event.key() in _OF_SLIDERS:
            return None
        if isinstance(watched, QAbstractButton) and event.key() in _OF_BUTTONS:
            return None
        return self._found(event)

    def _found(self, event: QKeyEvent) -> Action | None:
        keypad = Qt.KeyboardModifier.KeypadModifier
        modifiers = event.modifiers() & ~keypad
        for each in (modifiers, modifiers & ~Qt.KeyboardModifier.ShiftModifier):
            text = QKeySequence(event.key() | each.value).toString(QKeySequence.SequenceFormat.PortableText)
            if text in self._actions:
                return self._actions[text]
            # On some keyboards a sign stands above another: Shift is then only the way to it.
            if not event.text() or event.text().isalnum() or modifiers & _NO_CHARACTER:
                return None
        return None

    def _press(self, action: Action, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            if action in REPEATING:
                self.pressed.emit(action)
            return True
        if self._is_rest_held and action in (Action.SHUTTLE_BACK, Action.SHUTTLE_ON):
            self._tapped = action
            self._held.start()
            return True
        if action is Action.REST:
            self._is_rest_held = True
        self.pressed.emit(action)
        return True

    def _release(self, action: Action, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return True
        if action is Action.REST:
            self._let_go()
        elif action is self._tapped:
            tapped, self._tapped = self._tapped, None
            if self._held.isActive():
                self._held.stop()
                self.pressed.emit(Action.STEP_ON if tapped is Action.SHUTTLE_ON else Action.STEP_BACK)
            self._end_slow()
        return True

    def _go_slowly(self) -> None:
        self._is_slow = True
        self.slow_wished.emit(SLOW if self._tapped is Action.SHUTTLE_ON else -SLOW)

    def _let_go(self) -> None:
        self._is_rest_held = False
        self._tapped = None
        self._held.stop()
        self._end_slow()

    def _end_slow(self) -> None:
        if self._is_slow:
            self._is_slow = False
            self.slow_wished.emit(Fraction(0))
