"""How source and result are laid over each other, and where on the screen each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt

from kling_desktop.ui.viewer.clip import Side

GAINS = (1, 2, 4, 8, 16)
MOST_NUDGE = 0.5


class Mode(StrEnum):
    """What is looked at."""

    SOURCE = "source"
    RESULT = "result"
    WIPE = "wipe"
    SIDE_BY_SIDE = "side_by_side"
    DIFFERENCE = "difference"
    FLICKER = "flicker"

    @property
    def sides(self) -> tuple[Side, ...]:
        """The clips that it needs."""
        if self in (Mode.SOURCE, Mode.RESULT):
            return (Side(self.value),)
        return (Side.SOURCE, Side.RESULT)


@dataclass(frozen=True)
class Look:
    """How the pictures are shown.

    `split` is where the wipe's line stands (0–1 from left, or from above with `is_level`); `gain` one of
    GAINS and `offset` (0–128) lighten the difference; `is_swapped` shows the result while flickering. `zoom`
    are pixels of the screen for one of the picture, 0 fits it in; `pan` moves it by such pixels, `nudge` the
    source in the result's frame by shares of that.
    """

    mode: Mode = Mode.SOURCE
    split: float = 0.5
    is_level: bool = False
    gain: int = 1
    offset: int = 0
    is_swapped: bool = False
    zoom: float = 0.0
    pan: tuple[float, float] = (0.0, 0.0)
    nudge: tuple[float, float] = (0.0, 0.0)


def fitted(size: QSizeF, room: QRectF) -> QRectF:
    """Where a picture of that shape stands in `room`: as large as fits, centred, on whole pixels."""
    shown = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio).toSize()
    left = room.left() + (room.width() - shown.width()) // 2
    top = room.top() + (room.height() - shown.height()) // 2
    return QRectF(left, top, shown.width(), shown.height())


def placed(look: Look, room: QSize, sizes: Mapping[Side, QSize]) -> dict[Side, QRectF]:
    """Where each picture that is shown stands, in pixels of the screen; `sizes` are those of the clips."""
    whole = QRectF(0, 0, room.width(), room.height())
    shown = [side for side in look.mode.sides if side in sizes]
    if look.mode is Mode.SIDE_BY_SIDE:
        return {side: _at(look, sizes[side], half(whole, side)) for side in shown}
    if len(shown) < 2:
        return {side: _at(look, sizes[side], whole) for side in shown}
    frame = _at(look, sizes[Side.RESULT], whole)
    return {Side.SOURCE: _covering(frame, sizes[Side.SOURCE], look.nudge), Side.RESULT: frame}


def half(whole: QRectF, side: Side) -> QRectF:
    """The half of `whole` that a side has beside the other."""
    middle = whole.width() // 2
    if side is Side.SOURCE:
        return QRectF(whole.left(), whole.top(), middle - 1, whole.height())
    return QRectF(whole.left() + middle + 1, whole.top(), whole.width() - middle - 1, whole.height())


def box(place: QRectF, size: QSize) -> tuple[int, int] | None:
    """The pixels to decode a picture to that stands there; None for all it has."""
    if place.width() >= size.width() or place.width() < 1:
        return None
    return round(place.width()), round(place.height())


def _at(look: Look, size: QSize, room: QRectF) -> QRectF:
    if not look.zoom:
        return fitted(QSizeF(size), room)
    shown = QSizeF(size) * look.zoom
    centre = room.center() + QPointF(*look.pan)
    left, top = round(centre.x() - shown.width() / 2), round(centre.y() - shown.height() / 2)
    return QRectF(QPointF(left, top), shown)


def _covering(frame: QRectF, size: QSize, nudge: tuple[float, float]) -> QRectF:
    """The source over the whole of the result's frame, in its own shape."""
    shown = QSizeF(size).scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    # A pixel of rounding is no other shape.
    width = frame.width() if abs(shown.width() - frame.width()) < 2 else round(shown.width())
    height = frame.height() if abs(shown.height() - frame.height()) < 2 else round(shown.height())
    left = round(frame.center().x() - width / 2 + nudge[0] * frame.width())
    top = round(frame.center().y() - height / 2 + nudge[1] * frame.height())
    return QRectF(left, top, width, height)
