"""Buttons. None takes the focus from the mouse: Space after a click must not press it again."""

from enum import StrEnum
from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import SPACE, Role

_PRESSING_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
_ICON_BUTTON_SIDE = 28
_ICON_GAP = 3


class ButtonKind(StrEnum):
    """How much a button asks to be pressed."""

    NORMAL = "normal"
    PRIMARY = "primary"
    QUIET = "quiet"
    LIT = "lit"
    DANGER = "danger"
    LINK = "link"
    SEGMENT = "segment"
    SECTION = "section"

    @property
    def ink(self) -> Role:
        """The colour of its icon."""
        return _INKS.get(self, Role.ICON)


_INKS = {
    ButtonKind.PRIMARY: Role.ON_ACCENT,
    ButtonKind.LIT: Role.ACCENT_TEXT,
    ButtonKind.DANGER: Role.DANGER,
    ButtonKind.LINK: Role.ACCENT_TEXT,
}


def keeps_pressing_keys(event: QEvent) -> bool:
    """Whether `event` asks if a shortcut may have Space or Enter; a focused button keeps them for itself.

    Without this, a panel whose shortcut is Space could not have its buttons pressed from the keyboard.
    """
    # By its class first: the name of its type takes longer, and hundreds of events come before the first key.
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    return event.key() in _PRESSING_KEYS and event.modifiers() == Qt.KeyboardModifier.NoModifier


class Button(QPushButton):
    """A button with words, perhaps with an icon; `name` is its objectName."""

    def __init__(
        self,
        text: str,
        name: str,
        kind: ButtonKind = ButtonKind.NORMAL,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setProperty("kind", kind.value)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self._ink = kind.ink
        self._icon = icon
        self._drawn_for: tuple[str, str, Role] | None = None

    def show_icon(self, icon: str, ink: Role | None = None) -> None:
        """Show another icon beside the words, perhaps in another colour; an empty name removes it."""
        self._icon = icon
        self._ink = ink or self._ink
        self._draw_icon()

    def event(self, event: QEvent) -> bool:
        """Keep Space and Enter from the shortcuts of panels while focused."""
        if keeps_pressing_keys(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open its menu by Enter and Down as well as by Space, with its first entry lit."""
        # The bindings' types don't know that there may be no menu.
        menu = cast("QMenu | None", self.menu())
        if menu is None or event.key() not in _OPENING_KEYS:
            super().keyPressEvent(event)
            return
        self.showMenu()
        if entries := [each for each in menu.actions() if each.isEnabled() and not each.isSeparator()]:
            menu.setActiveAction(entries[0])

    def sizeHint(self) -> QSize:
        """The size of a button with its icon, which is drawn when this is first asked for."""
        self._draw_icon()
        return super().sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew when the theme changes."""
        super().changeEvent(event)
        if self._drawn_for and event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        wanted = (self._icon, style.current().name, self._ink)
        if wanted == self._drawn_for:
            return
        self._drawn_for = wanted
        gap = _ICON_GAP if self.text() else 0
        self.setIconSize(QSize(icons.SIZE + gap, icons.SIZE))
        self.setIcon(icons.icon(self._icon, self._ink, gap) if self._icon else QIcon())


class PrimaryButton(Button):
    """The one button of a panel that does its main thing; it may show its shortcut at the right."""

    def __init__(self, text: str, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, name, ButtonKind.PRIMARY, parent=parent)
        # One with a shortcut stands alone; the others stand beside Cancel, and are as high as that.
        self.setProperty("stands", "alone" if hint else "in_row")
        self._hint = hint

    def sizeHint(self) -> QSize:
        """The size of a button, with room for the hint."""
        size = super().sizeHint()
        # The words stay in the middle, so the hint needs its room on both sides.
        return QSize(size.width() + 2 * self._hint_room(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button, and the hint at its right."""
        super().paintEvent(event)
        if not self._hint:
            return
        painter = QPainter(self)
        painter.setFont(self._hint_font())
        painter.setPen(style.colour(Role.ON_ACCENT if self.isEnabled() else Role.TEXT_DISABLED))
        room = self.rect().adjusted(0, 0, -SPACE.wide, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._hint)
        painter.end()

    def _hint_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(style.type_scale().small)
        return font

    def _hint_room(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._hint) + SPACE.normal if self._hint else 0


class IconButton(QToolButton):
    """A button that shows only an icon; its label is read out and stands in the tooltip with its shortcut.

    `name` is its objectName, `keys` the shortcut as the tooltip shows it (the panel binds it).
    """

    def __init__(
        self, icon: str, label: str, name: str, keys: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_ICON_BUTTON_SIDE, _ICON_BUTTON_SIDE)
        self._icon = icon
        self.set_label(label, keys)

    def set_label(self, label: str, keys: str = "") -> None:
        """Change what is read out, and stands in the tooltip with the shortcut."""
        self.setAccessibleName(label)
        self.setToolTip(f"{label}  ({keys})" if keys else label)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep Space and Enter from the shortcuts of panels while focused."""
        if keeps_pressing_keys(event):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame and icon in the colours of its state."""
        super().paintEvent(event)
        painter = QPainter(self)
        offset = (_ICON_BUTTON_SIDE - icons.SIZE) // 2
        painter.drawPixmap(
            offset, offset, icons.pixmap(self._icon, self._ink(), ratio=self.devicePixelRatioF())
        )
        painter.end()

    def _ink(self) -> Role:
        if not self.isEnabled():
            return Role.TEXT_DISABLED
        if self.isChecked():
            return Role.ACCENT_TEXT
        return Role.TEXT if self.underMouse() else Role.ICON
