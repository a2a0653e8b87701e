"""A file as a tile that can be dragged into other programs, with a button that shows it in its folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme import icons
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone

SIDE = 28


class FileTile(QFrame):
    """Shows a file's name and a remark; `reveal_wanted` is its button, dragging it carries the file away."""

    reveal_wanted = Signal()

    def __init__(self, path: Path, remark: str, name: str, parent: QWidget | None = None) -> None:
        """`name` is its objectName."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(path.name)
        self.setProperty("panel", "raised")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(tr("Drag it into the browser window where you upload it"))
        self._path = path
        self._pressed: QPoint | None = None
        title = ElidedLabel(path.name, Tone.STRONG, Qt.TextElideMode.ElideMiddle)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        words.addWidget(title)
        words.addWidget(TextLabel(remark, Tone.SMALL))
        reveal = Button(tr("Reveal in folder"), f"{name}_reveal", icon="folder")
        reveal.clicked.connect(self.reveal_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.wide, SPACE.normal, SPACE.normal, SPACE.normal)
        row.setSpacing(SPACE.wide)
        row.addWidget(IconLabel("film", Role.ICON, SIDE))
        row.addLayout(words, 1)
        row.addWidget(reveal)

    def mime_data(self) -> QMimeData:
        """What a drag carries: the file."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._path))])
        return data

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag once the mouse has gone far enough."""
        if self._pressed is None:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed = None
        drag = QDrag(self)
        drag.setMimeData(self.mime_data())
        drag.setPixmap(icons.pixmap("film", Role.ICON, SIDE, self.devicePixelRatioF()))
        drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """No drag has come of it."""
        self._pressed = None
