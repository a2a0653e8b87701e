"""Takes what is dropped on a widget, and says while it hovers that it would."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import RADIUS, SPACE, Role

_ICON_SIZE = 32
_VEIL = 215


class DropZone(QWidget):
    """A veil over `target`, shown while files or links hover above it.

    Signals `files_dropped(list[Path])` and `links_dropped(list[str])`; what is neither is refused.
    """

    files_dropped = Signal(list)
    links_dropped = Signal(list)

    def __init__(self, target: QWidget, invitation: str) -> None:
        super().__init__(target)
        self._target = target
        self._invitation = invitation
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def set_invitation(self, invitation: str) -> None:
        """Change the words on the veil."""
        self._invitation = invitation
        self.update()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the target's size, and the drag above it."""
        if isinstance(event, QDragEnterEvent):
            self._enter(event)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._take(event)
            return True
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._target.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint veil, icon and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(style.colour(Role.ACCENT_FILL))
        veil.setAlpha(_VEIL)
        painter.setBrush(veil)
        painter.setPen(QPen(style.colour(Role.ACCENT), 2, Qt.PenStyle.DashLine))
        inset = SPACE.normal
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        centre = self.rect().center()
        sign = icons.pixmap("drop", Role.TEXT, _ICON_SIZE, self.devicePixelRatioF())
        painter.drawPixmap(centre.x() - _ICON_SIZE // 2, centre.y() - _ICON_SIZE, sign)
        painter.setPen(style.colour(Role.TEXT))
        words = self.rect().adjusted(0, self.height() // 2 + SPACE.normal, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._invitation)
        painter.end()

    def _enter(self, event: QDragEnterEvent) -> None:
        if not any(_sorted_out(event.mimeData())):
            event.ignore()
            return
        event.acceptProposedAction()
        self.setGeometry(self._target.rect())
        self.raise_()
        self.show()

    def _take(self, event: QDropEvent) -> None:
        self.hide()
        files, links = _sorted_out(event.mimeData())
        event.acceptProposedAction()
        if files:
            self.files_dropped.emit(files)
        if links:
            self.links_dropped.emit(links)


def _sorted_out(data: QMimeData) -> tuple[list[Path], list[str]]:
    urls = data.urls()
    files = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    links = [url.toString() for url in urls if url.scheme() in ("http", "https")]
    return files, links
