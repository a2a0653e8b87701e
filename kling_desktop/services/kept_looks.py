"""How footage was read before, so that the next clip of the same camera and folder is read alike."""

from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.cut import SourceLook
from kling_desktop.domain.errors import WorldFailed
from kling_desktop.domain.footage import footage_of
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.request import VideoInput
from kling_desktop.media.probe import probe
from kling_desktop.media.worker import Workers
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import Journal


class KeptLooks:
    """Keeps looks in the journal; their tables lie in the folder of inputs."""

    def __init__(self, journal: Journal, inputs: InputFolder, workers: Workers) -> None:
        """Tables are checked in `workers`."""
        self._journal = journal
        self._inputs = inputs
        self._workers = workers

    async def of(self, location: str, info: MediaInfo) -> SourceLook | None:
        """How clips like the one at the path `location` were read last; None too if its table is gone.

        Raises JournalError.
        """
        look = await self._journal.look_of(footage_of(location, info))
        return look if look is None or await self._workers.run(lambda _: self._is_whole(look)) else None

    async def keep(self, location: str, info: MediaInfo, look: SourceLook | None) -> None:
        """Read further clips like the one at the path `location` so; None as they are tagged.

        Raises JournalError, DiskFull.
        """
        await self._journal.keep_look(footage_of(location, info), look)

    async def alike(self, video: VideoInput) -> VideoInput:
        """A local video read as clips like it were last, unless it says itself how it is to be read.

        Raises BadInput when it is no clip, JournalError.
        """
        if not video.is_local or video.treatment.look is not None:
            return video
        info = await self._workers.run(lambda _: probe(Path(video.location)))
        look = await self.of(video.location, info)
        return replace(video, treatment=replace(video.treatment, look=look))

    def _is_whole(self, look: SourceLook) -> bool:
        if not look.lut_sha256:
            return True
        try:
            self._inputs.verify(look.lut_sha256, lambda: False)
        except WorldFailed:
            return False
        return True
