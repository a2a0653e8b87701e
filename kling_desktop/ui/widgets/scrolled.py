"""A column that is scrolled where there is no room for all of it, up and down only."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

_LEAST_HEIGHT = 160
_SHARE_OF_SCREEN = 0.72


class Scrolled(QScrollArea):
    """Scrolls `body`; the fields in it are the stops for Tab.

    The bar is one of its own beside Qt's, which stays hidden: Qt counts a visible one as a part of the area,
    and reads past its list, to a crash, when assistive technology asks for that part after it has gone.
    """

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = body
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.hide()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        hidden = self.verticalScrollBar()
        hidden.rangeChanged.connect(self._show_range)
        hidden.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(hidden.setValue)
        self.setWidget(body)

    def minimumSizeHint(self) -> QSize:
        """As wide as the body needs beside a bar: nothing of it is cut off sideways."""
        needed = max(self._body.minimumSizeHint().width(), self._body.minimumWidth())
        width = needed + self._bar.sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def bring_up(self, part: QWidget) -> None:
        """Scroll down as far as it takes to see all of a part of the body, but not past its top."""
        top = part.mapTo(self._body, QPoint(0, 0)).y()
        bar = self.verticalScrollBar()
        beyond = top + part.height() - bar.value() - self.viewport().height()
        if beyond > 0:
            bar.setValue(min(top, bar.value() + beyond))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the edge."""
        super().resizeEvent(event)
        self._place_bar()

    def _show_range(self, least: int, most: int) -> None:
        self._bar.setRange(least, most)
        self._bar.setPageStep(self.viewport().height())
        self._bar.setSingleStep(self.verticalScrollBar().singleStep())
        self._bar.setValue(self.verticalScrollBar().value())
        is_needed = most > least
        self._bar.setVisible(is_needed)
        self.setViewportMargins(0, 0, self._bar.sizeHint().width() if is_needed else 0, 0)
        self._place_bar()

    def _place_bar(self) -> None:
        width = self._bar.sizeHint().width()
        self._bar.setGeometry(self.width() - width, 0, width, self.height())


class ScrolledColumn(Scrolled):
    """Shows the whole of `body` if the screen has room for it."""

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(body, parent)
        self.setMinimumHeight(_LEAST_HEIGHT)

    def sizeHint(self) -> QSize:
        """As high as the body, within the screen; Qt's own would end at 24 lines."""
        wanted = self._body.sizeHint()
        if self._body.hasHeightForWidth() and self._body.minimumWidth() > wanted.width():
            # Lines that wrap want to be narrow and high.
            width = self._body.minimumWidth()
            wanted = QSize(width, self._body.heightForWidth(width))
        most = int(self.screen().availableGeometry().height() * _SHARE_OF_SCREEN)
        return QSize(wanted.width(), min(wanted.height(), most))

    def minimumSizeHint(self) -> QSize:
        """As wide as the body needs, and a few lines high."""
        return QSize(super().minimumSizeHint().width(), _LEAST_HEIGHT)
