"""Words and signs that are only read: text in a tone, text cut to its room, badges, icons."""

import math
from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import SPACE, Role


class Tone(StrEnum):
    """How a text speaks: running text, a dim remark, a heading, a verdict."""

    NORMAL = "normal"
    DIM = "dim"
    SMALL = "small"
    LABEL = "label"
    STRONG = "strong"
    TITLE = "title"
    POSITIVE = "positive"
    WARNING = "warning"
    DANGER = "danger"


class TextLabel(QLabel):
    """A text in a tone. It takes no accessible name: its text is what is read out."""

    def __init__(self, text: str = "", tone: Tone = Tone.NORMAL, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone.value)

    def set_tone(self, tone: Tone) -> None:
        """Speak in another tone."""
        style.mark(self, "tone", tone.value)


class ElidedLabel(TextLabel):
    """A one-line text cut with … where its room ends; whole in the tooltip and for screen readers.

    `mode` says where to cut: file names read best cut in the middle.
    """

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.NORMAL,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, tone, parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(SPACE.section)

    def shown_text(self) -> str:
        """What fits of the text at the present width."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def event(self, event: QEvent) -> bool:
        """Give the whole text as tooltip, if it is cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self.text()
            QToolTip.showText(event.globalPos(), whole if self.shown_text() != whole else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        place = int(self.alignment()) | Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), place, self.shown_text())
        painter.end()


class BrokenLabel(TextLabel):
    """A text of any number of lines; a word that is longer than a line, as links are, is broken."""

    def __init__(self, text: str, tone: Tone = Tone.NORMAL, parent: QWidget | None = None) -> None:
        super().__init__(text, tone, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(SPACE.section)

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes."""
        return math.ceil(self._laid_out(width).size().height())

    def sizeHint(self) -> QSize:
        """Any width will do; the height for the present one."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """A word may be broken anywhere."""
        return QSize(SPACE.section, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Insist on the height that this width needs: where it is scrolled, all of it is to be there."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all of its lines."""
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, palette.color(self.foregroundRole()))
        context.palette = palette
        document = self._laid_out(self.width())
        document.documentLayout().draw(painter, context)
        painter.end()

    def _laid_out(self, width: int) -> QTextDocument:
        document = QTextDocument(self.text())
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setTextWidth(width)
        return document


class BadgeKind(StrEnum):
    """What a badge says at a glance; each is a pair of a text colour and a fill."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    POSITIVE = "positive"
    WARNING = "warning"
    DANGER = "danger"
    LIVE = "live"
    PRACTICE = "practice"

    @property
    def ink(self) -> Role:
        """The colour of text and icon."""
        return {"neutral": Role.TEXT, "accent": Role.ACCENT_TEXT}.get(self.value) or Role(self.value)

    @property
    def fill(self) -> Role:
        """The colour behind them."""
        return Role.RAISED if self is BadgeKind.NEUTRAL else Role(f"{self.value}_fill")


class Badge(QLabel):
    """A small pill with one or two words and perhaps an icon; the words are never colour alone."""

    def __init__(
        self,
        text: str = "",
        kind: BadgeKind = BadgeKind.NEUTRAL,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon = icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", Tone.LABEL.value)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_badge(self, text: str, kind: BadgeKind, icon: str = "") -> None:
        """Say something else; `icon` is a name of `resources/icons` or empty."""
        self._kind = kind
        self._icon = icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The words, the icon, and air round them."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + self._icon_room() + 2 * SPACE.normal, self.fontMetrics().height() + SPACE.snug)

    def minimumSizeHint(self) -> QSize:
        """A badge is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint pill, icon and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(self._kind.fill))
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(style.colour(self._kind.ink))
        painter.setFont(self.font())
        if self._icon:
            side = self._icon_side()
            sign = icons.pixmap(self._icon, self._kind.ink, side, self.devicePixelRatioF())
            painter.drawPixmap(SPACE.snug, (self.height() - side) // 2, sign)
        words = self.rect().adjusted(SPACE.normal + self._icon_room(), 0, -SPACE.normal, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()

    def _icon_side(self) -> int:
        return self.fontMetrics().height() - 1

    def _icon_room(self) -> int:
        return self._icon_side() + SPACE.hair if self._icon else 0


class IconLabel(QWidget):
    """An icon to look at; screen readers skip it, for the words beside it say the same."""

    def __init__(
        self, icon: str, role: Role = Role.ICON, size: int = icons.SIZE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._role = role
        self._side = size
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, icon: str, role: Role) -> None:
        """Show another icon, or the same in another colour."""
        self._icon = icon
        self._role = role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon in the colour of now."""
        role = self._role if self.isEnabled() else Role.TEXT_DISABLED
        painter = QPainter(self)
        painter.drawPixmap(0, 0, icons.pixmap(self._icon, role, self._side, self.devicePixelRatioF()))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and enabled state."""
        super().changeEvent(event)
        self.update()
