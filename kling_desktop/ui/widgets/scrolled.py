"""A column that is scrolled where there is no room for all of it, up and down only."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_LEAST_HEIGHT = 160
_SHARE_OF_SCREEN = 0.72


class ScrolledColumn(QScrollArea):
    """Shows the whole of `body` if the screen has room for it; the fields in it are the stops for Tab."""

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = body
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setWidget(body)

    def sizeHint(self) -> QSize:
        """As high as the body, within the screen; Qt's own would end at 24 lines."""
        wanted = self._body.sizeHint()
        most = int(self.screen().availableGeometry().height() * _SHARE_OF_SCREEN)
        return QSize(wanted.width(), min(wanted.height(), most))

    def minimumSizeHint(self) -> QSize:
        """As wide as the body needs."""
        return QSize(self._body.minimumSizeHint().width(), _LEAST_HEIGHT)
