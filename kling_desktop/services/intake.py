"""Pictures on their way into an edit: looked at, kept once, made fit where they break a limit."""

from dataclasses import dataclass

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.fitting import WHOLE, Crop, Remedy, remedy_of
from kling_desktop.domain.limits import check_image
from kling_desktop.domain.media import ImageInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.origin import Origin
from kling_desktop.domain.request import ImageInput
from kling_desktop.media import files
from kling_desktop.media.colour import Picture
from kling_desktop.media.fitting import as_png, facts, fitted, thumbnail
from kling_desktop.media.frames import still
from kling_desktop.media.grab import grab
from kling_desktop.media.pictures import sendable
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.looks import graded_by
from kling_desktop.store.disk import disk_errors
from kling_desktop.store.inputs import InputFolder


@dataclass(frozen=True)
class Looked:
    """What a look at a picture found: it is kept as `picture`, or refused and `remedy` may help."""

    picture: ImageInput | None = None
    refusal: Notice | None = None
    remedy: Remedy = Remedy.NONE
    info: ImageInfo | None = None


class Intake:
    """Takes pictures in; all reading and decoding is done in workers and ends with the waiting task."""

    def __init__(self, workers: Workers, inputs: InputFolder) -> None:
        """What can be sent is kept in `inputs`."""
        self._workers = workers
        self._inputs = inputs

    async def look(self, origin: Origin) -> Looked:
        """Keep the picture if it can be sent as it is, or say what is wrong with it and what would help.

        A frame of a clip is made fit at once: nobody chose its size. Raises WorldFailed when it is not kept.
        """
        return await self._workers.run(lambda stop: self._look(origin, stop))

    async def fit(self, origin: Origin, crop: Crop = WHOLE) -> Looked:
        """Make the picture fit, keep it, or say why that is not possible. Raises WorldFailed."""
        return await self._workers.run(lambda stop: self._fit(origin, crop, stop))

    async def preview(self, origin: Origin, width: int, height: int) -> Picture:
        """The picture small enough for `width` × `height` pixels, to be looked at. Raises BadInput."""
        return await self._workers.run(
            lambda stop: thumbnail(self._read(origin, stop), origin.name, width, height)
        )

    async def thumbnail(self, picture: ImageInput, side: int) -> Picture:
        """A kept picture within `side` × `side` pixels. Raises BadInput, WorldFailed when it is gone."""
        return await self._workers.run(lambda _: self._thumbnail(picture, side))

    def _look(self, origin: Origin, stop: StopFlag) -> Looked:
        if origin.is_of_clip:
            return self._fit(origin, WHOLE, stop)
        try:
            data = self._read(origin, stop)
            info = facts(data, origin.name)
            broken = check_image(origin.name, info)
            if broken:
                return Looked(refusal=broken[0], remedy=remedy_of(info), info=info)
            return Looked(self._kept(origin, *sendable(data, origin.name)), info=info)
        except BadInput as error:
            return Looked(refusal=error.notice)

    def _fit(self, origin: Origin, crop: Crop, stop: StopFlag) -> Looked:
        info: ImageInfo | None = None
        try:
            data = self._read(origin, stop)
            info = facts(data, origin.name)
            if crop == WHOLE and not check_image(origin.name, info):
                return Looked(self._kept(origin, *sendable(data, origin.name)), info=info)
            return Looked(self._kept(origin, *fitted(data, origin.name, crop, stop=stop)), info=info)
        except BadInput as error:
            return Looked(refusal=error.notice, remedy=remedy_of(info) if info else Remedy.NONE, info=info)

    def _kept(self, origin: Origin, data: bytes, media_type: str) -> ImageInput:
        return ImageInput(origin.name, sha256=self._inputs.keep(data), media_type=media_type)

    def _thumbnail(self, picture: ImageInput, side: int) -> Picture:
        path = self._inputs.path(picture.sha256)
        with disk_errors(self._inputs.root, "input_unreadable"):
            data = path.read_bytes()
        return thumbnail(data, picture.name, side, side)

    def _read(self, origin: Origin, stop: StopFlag) -> bytes:
        if origin.path is None:
            return as_png(origin.pixels) if origin.pixels else origin.data
        if not origin.is_of_clip:
            return files.whole_picture(origin.path)
        with graded_by(origin.look, self._inputs) as grade:
            if origin.seconds is not None:
                return grab(origin.path, origin.seconds, stop, grade)
            return as_png(still(origin.path, frame=origin.frame, stop=stop, grade=grade))
