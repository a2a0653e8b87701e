"""Grabbing the frame on show: to a file, to the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.origin import Origin
from kling_desktop.i18n import tr
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from fractions import Fraction

    from kling_desktop.domain.cut import SourceLook
    from kling_desktop.studio import Studio

FOLDER = "stills"


@dataclass(frozen=True)
class Moment:
    """A frame of a clip: the file, when it is shown in seconds from the first, and its timecode.

    `look` is how the clip is to be read; None as it is tagged.
    """

    path: Path
    seconds: Fraction
    timecode: str
    look: SourceLook | None = None

    @property
    def name(self) -> str:
        """What a still of it is called."""
        return f"{self.path.stem}_{self.timecode.replace(':', '-').replace(';', '-')}"

    @property
    def origin(self) -> Origin:
        """It as a picture of an edit comes from."""
        name = tr("{clip}, {timecode}").format(clip=self.path.stem, timecode=self.timecode)
        return Origin(name, self.path, seconds=self.seconds, look=self.look)


class StillsModel(QObject):
    """Signals: `told(sentence)` what came of it; `copied(png)` the bytes that are to go to the clipboard."""

    told = Signal(str)
    copied = Signal(bytes)

    def __init__(self, parent: QObject | None = None) -> None:
        """Without effect until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Grab by an opened studio."""
        self._studio = studio

    def save(self, moment: Moment) -> None:
        """Keep the frame as a PNG among the results, and say where."""
        if self._studio is not None:
            self._studio.tasks.spawn("save a still", self._try(self._save(self._studio, moment)))

    def copy(self, moment: Moment) -> None:
        """Have the frame put on the clipboard."""
        if self._studio is not None:
            self._studio.tasks.spawn("copy a still", self._try(self._copy(self._studio, moment)))

    async def _save(self, studio: Studio, moment: Moment) -> None:
        folder = studio.results_folder() / FOLDER
        path = await studio.clips.stills.save(moment.path, moment.seconds, folder, moment.name, moment.look)
        self.told.emit(tr("Saved as {path}").format(path=path))

    async def _copy(self, studio: Studio, moment: Moment) -> None:
        self.copied.emit(await studio.clips.stills.png(moment.path, moment.seconds, moment.look))
        self.told.emit(tr("The frame is on the clipboard."))

    async def _try(self, work: Awaitable[None]) -> None:
        try:
            await work
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
