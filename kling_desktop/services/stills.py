"""Frames grabbed from clips: as bytes, or kept as a file that replaces none."""

from fractions import Fraction
from itertools import count
from pathlib import Path

from kling_desktop.domain.cut import SourceLook
from kling_desktop.domain.errors import WorldFailed
from kling_desktop.media.grab import grab, grab_deep
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.looks import graded_by
from kling_desktop.store.inputs import InputFolder


class Stills:
    """Grabs frames in worker threads."""

    def __init__(self, workers: Workers, inputs: InputFolder) -> None:
        """Works in `workers`; look-up tables are kept in `inputs`."""
        self._workers = workers
        self._inputs = inputs

    async def png(self, clip: Path, seconds: Fraction, look: SourceLook | None = None) -> bytes:
        """The frame shown at `seconds` from the first, as a PNG; `look` is how the clip is to be read.

        Raises BadInput, WorldFailed.
        """

        def work(stop: StopFlag) -> bytes:
            with graded_by(look, self._inputs) as grade:
                return grab(clip, seconds, stop, grade)

        return await self._workers.run(work)

    async def save(
        self, clip: Path, seconds: Fraction, folder: Path, name: str, look: SourceLook | None = None
    ) -> Path:
        """The same as a file in `folder`, called `name` or with a number behind it; returns its path.

        It has 16 bits a colour where the clip has more than 8. Raises BadInput, WorldFailed.
        """

        def work(stop: StopFlag) -> Path:
            with graded_by(look, self._inputs) as grade:
                content = grab_deep(clip, seconds, stop, grade)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                return write_new(folder, name, content)
            except OSError as error:
                raise WorldFailed(
                    "still_not_saved", folder=str(folder), reason=error.strerror or ""
                ) from error

        return await self._workers.run(work)


def write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write a PNG into `folder` under `name` or the next free one like it. Raises OSError."""
    numbers = count(2)
    target = folder / f"{name}.png"
    while True:
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            target = folder / f"{name}_{next(numbers)}.png"
        else:
            return target
