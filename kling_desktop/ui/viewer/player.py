"""One clip's pictures, from the thread that decodes them to the window's own."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from kling_desktop.domain.notice import Notice
from kling_desktop.media.colour import ScreenPicture
from kling_desktop.media.grading import Grade
from kling_desktop.media.proxy import BOX as SMALL
from kling_desktop.media.reel import Arrived, Failed, Opened, Reel, Told
from kling_desktop.media.shelf import Order
from kling_desktop.ui.viewer.clip import FALLBACK_RATE, Clip, Colours, Fault, FaultKind
from kling_desktop.ui.viewer.pairing import EvenTimes, Times

_KINDS = {
    "file_missing": FaultKind.MISSING,
    "file_is_folder": FaultKind.MISSING,
    "file_empty": FaultKind.INCOMPLETE,
    "video_incomplete": FaultKind.INCOMPLETE,
    "file_unreadable": FaultKind.UNREADABLE,
    "no_video": FaultKind.NO_PICTURE,
}


class Player(QObject):
    """One clip: hands out the pictures of its frames, numbered from 0 in the order that they are shown.

    Owns the reel that decodes them; `close` lets go of the file. Where it has a proxy, that is decoded as
    long as it has enough pixels.
    Signals: `opened()` its facts are known; `arrived(number, is_near)` a picture is ready; `failed(Fault)`.
    """

    opened = Signal()
    arrived = Signal(int, bool)
    failed = Signal(object)
    _told = Signal(int, object)

    def __init__(self, clip: Clip, order: Order, parent: QObject | None = None) -> None:
        """Opens the clip and asks for the first picture."""
        super().__init__(parent)
        self.clip = clip
        self._rate = clip.rate or FALLBACK_RATE
        self._times: Times = EvenTimes(clip.frames or 0, self._rate)
        self._size: QSize | None = None
        self._has_sound = False
        self._written = 0
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._grade = _grade(clip.colours)
        self._order = replace(order, grade=self._grade)
        self._proxy: Path | None = None
        self._is_known = False
        self._turn = 0
        self._path = clip.path
        self._reel = self._opened(clip.path)

    @property
    def times(self) -> Times:
        """When its frames are shown; a guess until `opened`."""
        return self._times

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return self._rate

    @property
    def size(self) -> QSize | None:
        """Pixels as displayed, once they are known."""
        return self._size

    @property
    def has_sound(self) -> bool:
        """Whether there is sound in it, as far as is known."""
        return self._has_sound

    @property
    def written(self) -> int:
        """What tells its file from one that stood there before, once that is known; see `Opened`."""
        return self._written

    @property
    def is_proxy(self) -> bool:
        """Whether its pictures come from the proxy now."""
        return self._path == self._proxy

    def use_proxy(self, path: Path) -> None:
        """Take the pictures from `path`, which has the same frames by number; one that has not is left."""
        self._proxy = path
        self._choose()

    def order(self, number: int, heading: int, box: tuple[int, int] | None, is_passing: bool) -> None:
        """Say which frame is wanted, in which direction it goes on, and in how many pixels (see Order)."""
        self._order = Order(number, heading, box, is_passing, self._grade)
        if not self._choose():
            self._reel.order(self._order)

    def recolour(self, colours: Colours | None) -> None:
        """Read the clip in another way; its pictures are made anew."""
        self._grade = _grade(colours)
        self._order = replace(self._order, grade=self._grade)
        self._reel.order(self._order)

    def image(self, number: int) -> QImage | None:
        """The picture of a frame, if it is ready."""
        picture = self._reel.picture(number)
        return image_of(picture) if picture else None

    def close(self) -> None:
        """Let go of the file; nothing is reported afterwards."""
        self._told.disconnect(self._take)
        self._reel.close()

    def _opened(self, path: Path) -> Reel:
        self._turn += 1
        return Reel(path, partial(self._told.emit, self._turn), self._order)

    def _choose(self) -> bool:
        """Open what the pictures are to come from now, unless it is open already; whether it was opened."""
        box = self._order.box
        is_small = self._is_known and box is not None and box[0] <= SMALL[0] and box[1] <= SMALL[1]
        path = self._proxy if self._proxy is not None and is_small else self.clip.path
        if path == self._path:
            return False
        self._reel.close()
        self._path, self._reel = path, self._opened(path)
        return True

    def _take(self, turn: int, told: Told) -> None:
        if turn != self._turn:
            return
        if self.is_proxy and (isinstance(told, Failed) or self._is_other(told)):
            self._proxy = None
            self._choose()
        elif isinstance(told, Opened) and not self._is_known:
            self._is_known = True
            self._times = told.table
            self._rate = self.clip.rate or told.rate
            self._size = QSize(*told.size)
            self._has_sound = told.has_sound
            self._written = told.written
            self.opened.emit()
        elif isinstance(told, Arrived):
            self.arrived.emit(told.number, told.is_near)
        elif isinstance(told, Failed):
            self.failed.emit(_fault(told.notice))

    def _is_other(self, told: Told) -> bool:
        return isinstance(told, Opened) and told.table.frames != self._times.frames


def _grade(colours: Colours | None) -> Grade | None:
    return Grade(colours.kind, colours.table) if colours else None


def image_of(picture: ScreenPicture) -> QImage:
    """The picture as Qt paints it; its pixels are shared, not copied."""
    return QImage(picture.bgrx, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)


def _fault(notice: Notice) -> Fault:
    kind = _KINDS.get(notice.code, FaultKind.UNPLAYABLE)
    return Fault(kind, str(notice.values.get("codec", "")))
