"""Pictures of a clip that are ready for the screen: those round the wanted frame, in bounded memory."""

from dataclasses import dataclass
from threading import Lock

from kling_desktop.media.colour import ScreenPicture
from kling_desktop.media.grading import Grade

BYTES = 96_000_000
MOST = 96
FEWEST = 3
BEHIND = 6
"""Pictures kept on the side that play comes from."""
ON = 6
BACK = 16
"""Pictures made beforehand on each side of a frame that is rested on."""


@dataclass(frozen=True)
class Order:
    """What is wanted: the frame `number`, and what comes next by `heading` (1 on, -1 back, 0 rest).

    `box` are the pixels that the picture has to fit into, None for the whole of it; `is_passing` allows
    another picture from near by first, where the right one takes long. `grade` is how the source is to be
    read, its table under any name; None goes by its tags.
    """

    number: int = 0
    heading: int = 0
    box: tuple[int, int] | None = (1, 1)
    is_passing: bool = False
    grade: Grade | None = None

    def looks_like(self, other: "Order") -> bool:
        """Whether pictures made for the other one are good for this too."""
        return (self.box, self.grade) == (other.box, other.grade)


class Shelf:
    """Owns the pictures; used by the thread that makes them and by the one that shows them."""

    def __init__(self, most_bytes: int = BYTES) -> None:
        self._lock = Lock()
        self._most_bytes = most_bytes
        self._pictures: dict[int, ScreenPicture] = {}
        self._room = FEWEST

    def picture(self, number: int) -> ScreenPicture | None:
        """The picture of a frame, if it is there."""
        with self._lock:
            return self._pictures.get(number)

    def clear(self) -> None:
        """Throw all away."""
        with self._lock:
            self._pictures.clear()

    def put(self, number: int, picture: ScreenPicture, order: Order) -> None:
        """Keep a picture; what is farthest from the order makes room."""
        with self._lock:
            self._room = max(min(self._most_bytes // max(len(picture.bgrx), 1), MOST), FEWEST)
            self._pictures[number] = picture
            while len(self._pictures) > self._room:
                del self._pictures[max(self._pictures, key=lambda kept: _distance(kept, order))]

    def window(self, order: Order) -> tuple[int, int]:
        """The frames worth keeping, from the first to the last."""
        ahead = max(self._room - BEHIND - 1, 1)
        if order.heading > 0:
            return order.number, order.number + ahead
        if order.heading < 0:
            return order.number - ahead, order.number
        return order.number - min(BACK, ahead), order.number + min(ON, ahead)

    def missing(self, order: Order, frames: int) -> int | None:
        """The next frame to make: the wanted one, else one that will be; None when nothing is due."""
        with self._lock:
            numbers = (number for number in _due(order, self.window(order)) if 0 <= number < frames)
            return next((number for number in numbers if number not in self._pictures), None)


def _due(order: Order, window: tuple[int, int]) -> list[int]:
    first, last = window
    if order.heading > 0:
        return list(range(order.number, last + 1))
    if order.heading < 0:
        # Half the way: each time that the group before is decoded, it is for many pictures.
        half = (order.number - first) // 2
        return list(range(order.number, order.number - half - 1, -1))
    return [
        *range(order.number, last + 1),
        *range(order.number - 1, max(first, order.number - BACK // 2) - 1, -1),
    ]


def _distance(number: int, order: Order) -> int:
    away = number - order.number
    if order.heading == 0:
        return abs(away)
    return abs(away) if away * order.heading >= 0 else abs(away) * MOST // BEHIND
