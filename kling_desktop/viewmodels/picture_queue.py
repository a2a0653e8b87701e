"""Pictures that were chosen and are not in an edit yet: being looked at, or refused until they are mended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.fitting import WHOLE, Remedy

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from kling_desktop.domain.fitting import Crop
    from kling_desktop.domain.media import ImageInfo
    from kling_desktop.domain.notice import Notice
    from kling_desktop.domain.origin import Origin
    from kling_desktop.domain.request import ImageInput
    from kling_desktop.media.colour import Picture
    from kling_desktop.services.intake import Looked
    from kling_desktop.studio import Studio

PREVIEW_SIDE = 128


class Spot(StrEnum):
    """Where a picture is to go."""

    IMAGE = "image"
    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"


@dataclass(frozen=True)
class Waiting:
    """A picture on its way to `spot`, in place of `replaces` where that is given.

    With a `refusal` it waits for the user; `preview` is a small picture of it where it could be read.
    """

    key: int
    origin: Origin
    spot: Spot
    replaces: ImageInput | None = None
    is_looking: bool = True
    refusal: Notice | None = None
    remedy: Remedy = Remedy.NONE
    info: ImageInfo | None = None
    preview: Picture | None = None


class PictureQueue(QObject):
    """Owns the pictures that wait, and their reading.

    `changed` says that the list is another; `taken` carries what waited and the ImageInput it has become;
    `previewed` a key and the large picture that was asked for.
    """

    changed = Signal()
    taken = Signal(object, object)
    previewed = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Pictures wait until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None
        self._waiting: dict[int, Waiting] = {}
        self._done: dict[int, ImageInput] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._count = 0

    def attach(self, studio: Studio) -> None:
        """Read pictures through an opened studio, also those that wait already."""
        self._studio = studio
        for each in tuple(self._waiting.values()):
            self._begin(each.key, partial(studio.intake.look, each.origin))

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What waits, in the order in which it came."""
        return tuple(self._waiting.values())

    def add(self, origin: Origin, spot: Spot, replaces: ImageInput | None = None) -> None:
        """Have a picture looked at; what waited for the same frame or to replace the same image goes."""
        for each in self.waiting:
            is_same_place = each.replaces == replaces if replaces else spot is not Spot.IMAGE
            if each.spot is spot and is_same_place:
                self.drop(each.key)
        self._count += 1
        self._waiting[self._count] = Waiting(self._count, origin, spot, replaces)
        self.changed.emit()
        if self._studio is not None:
            self._begin(self._count, partial(self._studio.intake.look, origin))

    def fit(self, key: int, crop: Crop = WHOLE) -> None:
        """Make a refused picture fit, keeping only the part `crop`."""
        waiting = self._waiting.get(key)
        if waiting is None or self._studio is None:
            return
        self._become(replace(waiting, is_looking=True, refusal=None))
        self._begin(key, partial(self._studio.intake.fit, waiting.origin, crop))

    def preview(self, key: int, side: int) -> None:
        """Have a picture of `side` × `side` pixels or less ready; `previewed` brings it."""
        waiting = self._waiting.get(key)
        if waiting is not None and self._studio is not None:
            work = self._preview(key, partial(self._studio.intake.preview, waiting.origin, side, side))
            self._studio.tasks.spawn("large picture", work)

    def drop(self, key: int) -> None:
        """Forget a picture and end the reading of it."""
        task = self._tasks.pop(key, None)
        if task is not None:
            task.cancel()
        self._done.pop(key, None)
        if self._waiting.pop(key, None) is not None:
            self._hand_over()

    def _begin(self, key: int, work: Callable[[], Awaitable[Looked]]) -> None:
        if self._studio is not None:
            self._tasks[key] = self._studio.tasks.spawn("take a picture in", self._finish(key, work))

    async def _finish(self, key: int, work: Callable[[], Awaitable[Looked]]) -> None:
        try:
            found = await work()
        except KlingError as error:
            self._refuse(key, error.notice)
            return
        waiting = self._waiting.get(key)
        if waiting is None:
            return
        if found.picture is not None:
            self._done[key] = found.picture
            self._hand_over()
            return
        refused = replace(waiting, is_looking=False, refusal=found.refusal, remedy=found.remedy)
        self._become(replace(refused, info=found.info))
        self._hand_over()
        if found.info is not None and waiting.preview is None:
            await self._show(key, waiting.origin)

    def _hand_over(self) -> None:
        """Pass on what is done, in the order in which it was chosen: an earlier one may still be read."""
        for key, waiting in tuple(self._waiting.items()):
            if key in self._done:
                del self._waiting[key]
                self._tasks.pop(key, None)
                self.taken.emit(waiting, self._done.pop(key))
            elif waiting.is_looking:
                break
        self.changed.emit()

    async def _show(self, key: int, origin: Origin) -> None:
        if self._studio is None:
            return
        try:
            preview = await self._studio.intake.preview(origin, PREVIEW_SIDE, PREVIEW_SIDE)
        except KlingError:
            # What it is refused for is said already.
            return
        if key in self._waiting:
            self._become(replace(self._waiting[key], preview=preview))

    async def _preview(self, key: int, reading: Callable[[], Awaitable[Picture]]) -> None:
        try:
            self.previewed.emit(key, await reading())
        except KlingError as error:
            self._refuse(key, error.notice)

    def _refuse(self, key: int, notice: Notice) -> None:
        if key in self._waiting:
            self._become(replace(self._waiting[key], is_looking=False, refusal=notice))
            self._hand_over()

    def _become(self, waiting: Waiting) -> None:
        self._waiting[waiting.key] = waiting
        self.changed.emit()
