"""Small pictures of clips and images, read in the background and kept while they are of use."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError

if TYPE_CHECKING:
    from kling_desktop.domain.request import ImageInput
    from kling_desktop.media.colour import Picture
    from kling_desktop.studio import Studio

KEPT = 400
AT_SECONDS = 0.5
WIDTH = 256
AT_ONCE = 1 if (os.cpu_count() or 1) <= 2 else 2
"""Pictures read at the same time: other work has its turn, too, the list that scrolls first of all."""
MOST_PASSING = 64
"""Rows in sight at once at most; who scrolls fast does not need the pictures that he passed by."""

Reading = Callable[[], Awaitable["Picture"]]


class Pictures(QObject):
    """Owns the pictures in memory.

    `arrived` carries the path of a clip, or the SHA-256 of an image, whose picture is there now; `glimpsed`
    the path of a clip that was only glimpsed.
    """

    arrived = Signal(str)
    glimpsed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None
        self._kept: OrderedDict[str, Picture | None] = OrderedDict()
        self._due: OrderedDict[str, Reading] = OrderedDict()
        self._passing: OrderedDict[str, Reading] = OrderedDict()
        self._missed: set[str] = set()
        self._readers = 0
        self._are_dropped = False

    def attach(self, studio: Studio) -> None:
        """Read pictures through an opened studio."""
        self._studio = studio

    def of(self, path: str) -> Picture | None:
        """The picture of the clip at `path`; None until it has arrived, or when there is none to be had."""
        if path in self._kept:
            known = self._known(path)
            if known is None:
                # It may be read for a row just now, which would tell nobody else.
                self._missed.add(path)
            return known
        if self._studio is not None and path and path not in self._due:
            self._passing.pop(path, None)
            self._due[path] = partial(self._studio.clips.still, Path(path), AT_SECONDS, WIDTH)
            self._begin()
        return None

    def forget(self, path: str) -> None:
        """The file at `path` is another clip now: its picture is read anew when it is asked for."""
        self._kept.pop(path, None)

    def glimpse(self, path: str) -> Picture | None:
        """As `of`, for a row that may be out of sight in a moment: it is read only if it stays."""
        if path in self._kept or path in self._due:
            return self._known(path)
        if self._studio is not None and path:
            self._passing[path] = partial(self._studio.clips.still, Path(path), AT_SECONDS, WIDTH)
            self._passing.move_to_end(path)
            if len(self._passing) > MOST_PASSING:
                self._passing.popitem(last=False)
                self._are_dropped = True
            self._begin()
        return None

    def of_image(self, image: ImageInput) -> Picture | None:
        """The picture of an image that is kept here; None as for `of`, and for one that is only a link."""
        if image.sha256 in self._kept:
            return self._known(image.sha256)
        if self._studio is not None and image.sha256 and image.sha256 not in self._due:
            self._due[image.sha256] = partial(self._studio.intake.thumbnail, image, WIDTH)
            self._begin()
        return None

    def _known(self, name: str) -> Picture | None:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    def _begin(self) -> None:
        if self._studio is not None and self._readers < AT_ONCE:
            self._readers += 1
            self._studio.tasks.spawn("small pictures", self._read())

    async def _read(self) -> None:
        try:
            while self._due or self._passing:
                # What was passed last is the likeliest to be still in sight.
                is_passing = not self._due
                name, reading = self._passing.popitem() if is_passing else self._due.popitem(last=False)
                self._keep(name, None)
                await self._read_one(name, reading, is_passing)
        finally:
            self._readers -= 1
        if self._are_dropped and not self._readers:
            # What is in sight asks again.
            self._are_dropped = False
            self.glimpsed.emit("")

    def _keep(self, name: str, picture: Picture | None) -> None:
        self._kept[name] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def _read_one(self, name: str, reading: Reading, is_passing: bool) -> None:
        try:
            picture = await reading()
        except KlingError:
            # What is gone or broken has no picture; its row and its notice say why.
            return
        finally:
            is_missed = name in self._missed
            self._missed.discard(name)
        self._keep(name, picture)
        if is_passing:
            self.glimpsed.emit(name)
        if is_missed or not is_passing:
            self.arrived.emit(name)
