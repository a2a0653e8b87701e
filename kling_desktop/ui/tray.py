"""The sign in the system's tray, where there is a tray: it keeps the window at hand and tells news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from kling_desktop.media.colour import Picture
    from kling_desktop.viewmodels.news import News

SHOWN_MS = 10_000


class Tray(QObject):
    """Owns the sign; `window_wanted` and `quit_wanted` are its menu, `task_wanted` carries a job to show."""

    window_wanted = Signal()
    quit_wanted = Signal()
    task_wanted = Signal(object)

    def __init__(self, sign: QSystemTrayIcon, menu: QMenu, parent: QObject | None = None) -> None:
        """`sign` is shown until `close`, with `menu`."""
        super().__init__(parent)
        self._sign = sign
        self._menu = menu
        self._last: News | None = None
        self._show, self._quit = menu.addAction(""), menu.addAction("")
        self._show.triggered.connect(self.window_wanted)
        self._quit.triggered.connect(self.quit_wanted)
        # The sign stays when the language changes, and with it the menu.
        menu.aboutToShow.connect(self._word)
        self._word()
        sign.setContextMenu(menu)
        sign.setToolTip(tr("Kling Desktop"))
        sign.activated.connect(self._activated)
        sign.messageClicked.connect(self._clicked)
        sign.show()

    def tell(self, news: News) -> None:
        """Tell news as the system does it, with its picture or the program's own."""
        self._last = news
        picture = QIcon(_pixmap(news.picture)) if news.picture else QApplication.windowIcon()
        self._sign.showMessage(news.title, news.text, picture, SHOWN_MS)

    def close(self) -> None:
        """Take the sign away."""
        self._sign.hide()
        self._menu.deleteLater()

    def _word(self) -> None:
        self._show.setText(tr("Show window"))
        self._quit.setText(tr("Quit"))

    def _activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why is not QSystemTrayIcon.ActivationReason.Context:
            self.window_wanted.emit()

    def _clicked(self) -> None:
        self.window_wanted.emit()
        if self._last is not None:
            self.task_wanted.emit(self._last.job)


def system_tray() -> Tray | None:
    """A sign in the system's tray; None where the system has none."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    return Tray(QSystemTrayIcon(QApplication.windowIcon()), QMenu())


def _pixmap(picture: Picture) -> QPixmap:
    image = QImage(picture.rgb, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)
