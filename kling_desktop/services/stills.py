"""Frames grabbed from clips: as bytes, or kept as a file that replaces none."""

from fractions import Fraction
from itertools import count
from pathlib import Path

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.media.grab import grab
from kling_desktop.media.worker import StopFlag, Workers


class Stills:
    """Grabs frames in worker threads."""

    def __init__(self, workers: Workers) -> None:
        """Works in `workers`."""
        self._workers = workers

    async def png(self, clip: Path, seconds: Fraction) -> bytes:
        """The frame shown at `seconds` from the first, as a PNG. Raises BadInput."""
        return await self._workers.run(lambda stop: grab(clip, seconds, stop))

    async def save(self, clip: Path, seconds: Fraction, folder: Path, name: str) -> Path:
        """The same as a file in `folder`, called `name` or with a number behind it; returns its path.

        Raises BadInput, WorldFailed `still_not_saved`.
        """

        def work(stop: StopFlag) -> Path:
            content = grab(clip, seconds, stop)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                return _write_new(folder, name, content)
            except OSError as error:
                raise WorldFailed(
                    "still_not_saved", folder=str(folder), reason=error.strerror or ""
                ) from error

        return await self._workers.run(work)


def _write_new(folder: Path, name: str, content: bytes) -> Path:
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
