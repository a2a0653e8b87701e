"""The mouse over the small picture of a result runs through its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QWidget

from kling_desktop.ui.tasks.row_layout import picture_frame
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.thumbnails import paint_picture
from kling_desktop.ui.widgets import motion
from kling_desktop.viewmodels.rows import TaskRow
from kling_desktop.viewmodels.tasks import TaskRole

if TYPE_CHECKING:
    from kling_desktop.media.colour import Picture
    from kling_desktop.viewmodels.skimming import SkimModel

RESTS_MS = 80
"""A mouse that only crosses a picture has nothing read."""
_LINE = 2


class Skimming(QObject):
    """Watches the mouse on a view of tasks; with reduced motion it does nothing."""

    def __init__(self, view: QListView, model: SkimModel) -> None:
        """`view` shows a TaskListModel, `model` has the pictures."""
        super().__init__(view)
        self._view = view
        self._model = model
        self._shown = _Glance(view.viewport())
        self._path = ""
        self._share = 0.0
        self._rest = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._rest.timeout.connect(lambda: model.begin(self._path))
        model.arrived.connect(self._show)
        view.viewport().installEventFilter(self)
        rows = view.model()
        for moved in (rows.rowsInserted, rows.rowsRemoved, rows.modelReset):
            moved.connect(self._leave)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._leave)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the mouse; a button that goes down may begin a drag."""
        kind = event.type()
        if kind in (QEvent.Type.Leave, QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
            self._leave()
        elif kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(event)
        return False

    def _follow(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        path, frame = self._under(place)
        if event.buttons() or not path or motion.is_reduced():
            self._leave()
            return
        if path != self._path:
            self._leave()
            self._path = path
            self._shown.setGeometry(frame)
            self._rest.start()
        self._share = (place.x() - frame.left()) / max(frame.width() - 1, 1)
        self._show()

    def _under(self, place: QPoint) -> tuple[str, QRect]:
        index = self._view.indexAt(place)
        row = index.data(TaskRole.ROW)
        if not isinstance(row, TaskRow) or not row.job.files:
            return "", QRect()
        frame = picture_frame(self._view.visualRect(index), row.depth)
        return (row.job.files[0], frame) if frame.contains(place) else ("", QRect())

    def _show(self) -> None:
        picture = self._model.picture(self._path, self._share) if self._path else None
        if picture is not None:
            self._shown.show_picture(picture, self._share)

    def _leave(self, *_: object) -> None:
        if not self._path:
            return
        self._path = ""
        self._rest.stop()
        self._shown.hide()
        self._model.leave()


class _Glance(QWidget):
    """The picture that lies over the one of the row, with a line where in the clip it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("skimmed")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture: Picture | None = None
        self._share = 0.0
        self.hide()

    def show_picture(self, picture: Picture, share: float) -> None:
        """Show a picture that stands at `share` (0–1) of its clip."""
        self._picture, self._share = picture, share
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_picture(painter, self.rect(), self._picture)
        x = round(self._share * (self.width() - _LINE))
        painter.fillRect(x, 0, _LINE, self.height(), style.colour(Role.ACCENT))
        painter.end()
