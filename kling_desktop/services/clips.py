"""A first look at what the user chose: is it a clip or a picture that can be sent, and what are its facts?"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kling_desktop import paths
from kling_desktop.domain.cut import LookKind, SourceLook, Treatment
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.limits import check_image
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.plan import plan
from kling_desktop.domain.request import Fingerprint, ImageInput, VideoInput, is_link
from kling_desktop.media.colour import Picture
from kling_desktop.media.files import whole_picture
from kling_desktop.media.fingerprint import renewed
from kling_desktop.media.frames import filmstrip, still, tiles
from kling_desktop.media.grading import is_table
from kling_desktop.media.pictures import image_info, sendable
from kling_desktop.media.probe import probe
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.looks import graded_by
from kling_desktop.services.stills import Stills
from kling_desktop.store.inputs import InputFolder

LARGEST_LUT = 50_000_000
"""Bytes; a .cube file of 65 points a side has about 8 million."""
LUT_SIZE = re.compile(rb"^\s*LUT_[13]D_SIZE\s+\d+", re.MULTILINE)


@dataclass(frozen=True)
class Clip:
    """A local clip: its facts, what identifies the file, and what no choice of a part can mend."""

    path: Path
    info: MediaInfo
    fingerprint: Fingerprint
    notices: tuple[Notice, ...] = ()

    @property
    def video(self) -> VideoInput:
        """The clip as an edit names it."""
        return VideoInput(str(self.path), fingerprint=self.fingerprint)


def _unmendable(info: MediaInfo) -> tuple[Notice, ...]:
    refusal = plan(info, None, Treatment()).refusal
    return (refusal,) if refusal and refusal.code == "plan_shape" else ()


class Clips:
    """Looks at media on behalf of the window and the terminal, in worker threads."""

    def __init__(self, workers: Workers, inputs: InputFolder) -> None:
        """Pictures are kept in `inputs`."""
        self._workers = workers
        self._inputs = inputs
        self.stills = Stills(workers, inputs)

    async def look(self, location: str, known: Fingerprint | None = None) -> Clip:
        """The clip at the path `location`. Raises BadInput when it is no clip.

        A file that has size and time of `known` is not read through again.
        """
        if is_link(location):
            raise BadInput("link_not_local", link=location)
        path = paths.absolute(location)

        def work(stop: StopFlag) -> Clip:
            info = probe(path)
            return Clip(path, info, renewed(path, known, stop), _unmendable(info))

        return await self._workers.run(work)

    async def facts(self, location: str) -> MediaInfo:
        """What a look at the file's head tells at once, however long the clip is. Raises BadInput."""
        if is_link(location):
            raise BadInput("link_not_local", link=location)
        path = paths.absolute(location)
        return await self._workers.run(lambda _: probe(path))

    async def still(self, path: Path, seconds: float, max_width: int) -> Picture:
        """The frame of a clip at `seconds`, at most `max_width` pixels wide. Raises BadInput."""
        return await self._workers.run(lambda _: still(path, seconds, max_width))

    async def filmstrip(self, path: Path, count: int, height: int, told: Callable[[Picture], None]) -> None:
        """`told` hears of `count` frames spread over a clip, `height` pixels high, as they are made.

        Raises BadInput.
        """
        loop = asyncio.get_running_loop()

        def work(stop: StopFlag) -> None:
            for picture in filmstrip(path, count, height, stop):
                loop.call_soon_threadsafe(told, picture)

        await self._workers.run(work)

    async def tiles(
        self,
        path: Path,
        frames: Sequence[int],
        rate: Fraction,
        height: int,
        is_exact: bool = True,
        look: SourceLook | None = None,
    ) -> tuple[Picture, ...]:
        """Pictures of these frames at `rate` per second, or of key frames before them.

        `look` is how the clip is to be read, None as it is tagged. Raises BadInput, WorldFailed.
        """

        def work(stop: StopFlag) -> tuple[Picture, ...]:
            with graded_by(look, self._inputs) as grade:
                return tuple(tiles(path, frames, rate, height, stop, is_exact=is_exact, grade=grade))

        return await self._workers.run(work)

    def table(self, look: SourceLook) -> Path | None:
        """Where the look-up table of a look is kept; None where it has none."""
        return self._inputs.path(look.lut_sha256) if look.lut_sha256 else None

    async def keep_lut(self, location: str) -> SourceLook:
        """The look of log footage read by the .cube file at a path; a copy is kept. Raises BadInput."""
        path = paths.absolute(location)
        return await self._workers.run(lambda _: self._keep_lut(path))

    async def keep_image(self, location: str) -> ImageInput:
        """The picture at a path or address; a file is checked, bared of metadata, kept. Raises BadInput."""
        if is_link(location):
            return ImageInput(location.rsplit("/", 1)[-1], url=location)
        path = paths.absolute(location)
        return await self._workers.run(lambda _: self._keep(path))

    def _keep_lut(self, path: Path) -> SourceLook:
        try:
            if path.stat().st_size > LARGEST_LUT:
                raise BadInput("lut_unreadable", name=path.name)
            data = path.read_bytes()
            is_sound = bool(LUT_SIZE.search(data)) and is_table(path)
        except OSError as error:
            raise BadInput("file_unreadable", name=path.name, reason=error.strerror or "") from error
        if not is_sound:
            raise BadInput("lut_unreadable", name=path.name)
        return SourceLook(LookKind.LOG, self._inputs.keep(data), path.name)

    def _keep(self, path: Path) -> ImageInput:
        data = whole_picture(path)
        broken = check_image(path.name, image_info(data, path.name))
        if broken:
            raise BadInput(broken[0].code, **broken[0].values)
        clean, media_type = sendable(data, path.name)
        return ImageInput(path.name, sha256=self._inputs.keep(clean), media_type=media_type)
