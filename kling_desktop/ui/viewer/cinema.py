"""The picture over the whole screen, with the same keys; F11 or Escape leaves it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from kling_desktop.i18n import tr
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.keys import KeyPad
from kling_desktop.ui.viewer.viewfinder import Viewfinder


class Cinema(QObject):
    """Owns the window that fills the screen while there is one."""

    def __init__(self, finder: Viewfinder, keys: KeyPad) -> None:
        super().__init__(finder)
        self._finder = finder
        self._keys = keys
        self._screen: VideoCanvas | None = None

    def toggle(self) -> None:
        """Fill the screen, or give it back."""
        if self._screen is None:
            self._open()
        else:
            self.close()

    def close(self) -> None:
        """Give the screen back."""
        screen, self._screen = self._screen, None
        if screen is not None:
            self._finder.leave(screen)
            screen.close()
            screen.deleteLater()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Escape, or closing the window by other means, ends it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
        elif event.type() == QEvent.Type.Close and self._screen is not None:
            self.close()
        return False

    def _open(self) -> None:
        screen = VideoCanvas(tr("Full screen"), "full_screen")
        screen.setWindowTitle(tr("Full screen"))
        home = self._finder.screen()
        if home is not None:
            screen.setGeometry(home.geometry())
        self._screen = screen
        screen.installEventFilter(self)
        self._keys.watch(screen)
        self._finder.show_on(screen)
        screen.showFullScreen()
        screen.activateWindow()
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
