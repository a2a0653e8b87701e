"""What will be sent: everything that leaves this computer with an edit, told before it leaves."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from kling_desktop.api.client import endpoint_of
from kling_desktop.api.wire import Media, encode, losses
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import Plan, plan
from kling_desktop.domain.recipe import Method
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.domain.site import Site
from kling_desktop.domain.uploads import LINK_LIFE, Route
from kling_desktop.hosting.practice import KEPT_FOR
from kling_desktop.media.probe import probe
from kling_desktop.media.worker import Workers
from kling_desktop.services.account import KEY_VARIABLE, Account
from kling_desktop.services.forms import Forms
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.services.practice import Practice
from kling_desktop.store.inputs import InputFolder

THIS_COMPUTER = "127.0.0.1"
Place = tuple[str, float | None]
"""Where links to local clips lie: the host, and how many seconds they live; None when nobody knows."""


class PictureRole(StrEnum):
    """What a picture is in the edit."""

    IMAGE = "image"
    ELEMENT = "element"
    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"


FRAMES = (PictureRole.FIRST_FRAME, PictureRole.LAST_FRAME)


@dataclass(frozen=True)
class SentVideo:
    """A video of the edit; `info`, `plan` and `size` (bytes of what is sent) as far as they are known.

    `plan` is what becomes of a local clip before it goes; until it is made, its size is an estimate.
    `host` is where the link to it lies, empty as long as there is no link; `lifetime` in seconds says
    how long the link lives, None when that is its owner's matter.
    """

    video: VideoInput
    info: MediaInfo | None
    size: int | None
    host: str
    lifetime: float | None
    plan: Plan | None = None
    element: int = 0
    """Which element (from 1) it shows; 0 for a video of the edit itself."""

    @property
    def is_estimated(self) -> bool:
        """Whether a file that is still to be prepared goes, so that its size is an estimate."""
        return self.plan is not None and self.plan.method is not Method.AS_IS

    @property
    def name(self) -> str:
        """The file's name, or the last part of the address."""
        location = self.video.location
        return PurePath(location if self.video.is_local else urlsplit(location).path).name or location


@dataclass(frozen=True)
class SentPicture:
    """A picture of the edit: what it is, `number` from 1 within its role, bytes as a file and in the request.

    A picture given by its address is sent as that: its `size` is 0.
    """

    picture: ImageInput
    role: PictureRole
    number: int
    size: int
    encoded: int


@dataclass(frozen=True)
class Outgoing:
    """All that one edit sends: to whom, in which form, with which media.

    `videos` has the source first, those of elements last. `lost` names what the form cannot carry, see
    `api.wire.losses`; `body_bytes` is the length of the request.
    """

    request: EditRequest
    account: str
    is_practice: bool
    endpoint: str
    form: RequestForm
    lost: tuple[str, ...]
    videos: tuple[SentVideo, ...]
    pictures: tuple[SentPicture, ...]
    body_bytes: int

    @property
    def host(self) -> str:
        """The host that the request goes to."""
        return urlsplit(self.endpoint).hostname or ""

    @property
    def is_estimated(self) -> bool:
        """Whether the number of bytes is an estimate, because a clip is still to be prepared."""
        return any(video.is_estimated for video in self.videos)

    @property
    def is_unread(self) -> bool:
        """Whether a clip goes whose size is not known yet."""
        return any(video.video.is_local and video.size is None for video in self.videos)

    @property
    def upload_bytes(self) -> int:
        """Bytes of the clips that are uploaded before, prepared as planned."""
        return sum(video.size or 0 for video in self.videos if video.video.is_local)

    @property
    def curl(self) -> str:
        """The request as a command, see `as_curl`."""
        return as_curl(self)

    @property
    def total_bytes(self) -> int:
        """All bytes that leave for one take."""
        return self.upload_bytes + self.body_bytes


class Manifest:
    """Lists what an edit would send now."""

    def __init__(
        self,
        account: Account,
        practice: Practice,
        routes: LinkRoutes,
        forms: Forms,
        inputs: InputFolder,
        workers: Workers,
    ) -> None:
        """Nothing is started or sent by it: sizes are looked up in `workers`."""
        self._account = account
        self._practice = practice
        self._routes = routes
        self._forms = forms
        self._inputs = inputs
        self._workers = workers

    async def of(self, request: EditRequest, known: Mapping[str, MediaInfo] | None = None) -> Outgoing:
        """What `request` would send; `known` has the facts of its clips by their locations.

        Raises BadInput without a source or with text that cannot be sent, WorldFailed when a picture is gone.
        """
        if request.source is None:
            raise BadInput("source_missing")
        site = self._account.site
        form = await self._forms.first(site.name)
        endpoint = endpoint_of(Site(site.name, await self._base_url(site)))
        return await self._workers.run(lambda _: self._listed(request, known or {}, site, endpoint, form))

    async def _base_url(self, site: Site) -> str:
        if not site.is_practice:
            return site.base_url
        # Asking a sandbox that does not run for its address would start it.
        running = self._practice.is_running
        return (await self._practice.address()).base_url if running else f"http://{THIS_COMPUTER}"

    def _listed(
        self,
        request: EditRequest,
        known: Mapping[str, MediaInfo],
        site: Site,
        endpoint: str,
        form: RequestForm,
    ) -> Outgoing:
        lost = losses(request, form)
        carried = (*request.videos[: 1 if "extra_videos" in lost else None],)
        place = (THIS_COMPUTER, KEPT_FOR) if site.is_practice else self._place()
        videos = tuple(_video(video, known.get(video.location), place) for video in carried)
        videos += tuple(_element_videos(request, known, place))
        roles = (found for found in _roles(request) if not ("frames" in lost and found[1] in FRAMES))
        pictures = tuple(self._picture(*found) for found in roles)
        bare = _body(request, form, dict.fromkeys(request.pictures, "-"))
        encoded = sum(picture.encoded - len("-") for picture in pictures)
        return Outgoing(
            request=request,
            account=site.title,
            is_practice=site.is_practice,
            endpoint=endpoint,
            form=form,
            lost=lost,
            videos=videos,
            pictures=pictures,
            body_bytes=len(bare) + encoded,
        )

    def _place(self) -> Place:
        try:
            place = self._routes.place
        except BadInput:
            # Not set up yet: why a clip cannot be sent is said beside Generate.
            return "", None
        lifetime = LINK_LIFE if self._routes.route is Route.STORAGE else None
        return urlsplit(place).hostname or place, lifetime

    def _picture(self, picture: ImageInput, role: PictureRole, number: int) -> SentPicture:
        if picture.url:
            return SentPicture(picture, role, number, 0, len(picture.url))
        size = _size(self._inputs.path(picture.sha256))
        if size is None:
            raise WorldFailed("input_gone", sha256=picture.sha256)
        encoded = len(f"data:{picture.media_type};base64,") + (size + 2) // 3 * 4
        return SentPicture(picture, role, number, size, encoded)


def as_curl(outgoing: Outgoing) -> str:
    """The request as a command for a POSIX shell: the key is a variable, local media are only named."""
    named = {picture: picture.url or _stand_in(picture) for picture in outgoing.request.pictures}
    body = _body(outgoing.request, outgoing.form, named).decode()
    return " \\\n  ".join(
        (
            f"curl --request POST {shlex.quote(outgoing.endpoint)}",
            f'--header "Authorization: Bearer ${KEY_VARIABLE}"',
            "--header 'Content-Type: application/json'",
            f"--data-raw {shlex.quote(body)}",
        )
    )


def _body(request: EditRequest, form: RequestForm, pictures: Mapping[ImageInput, str]) -> bytes:
    videos = tuple(_stand_in_link(video) for video in request.videos)
    of_elements = {video: _stand_in_link(video) for video in request.clips[len(videos) :]}
    return encode(replace(request, may_drop=True), Media(videos, pictures, of_elements), form)


def _stand_in(picture: ImageInput) -> str:
    return f"data:{picture.media_type};base64,<{picture.name}>"


def _stand_in_link(video: VideoInput) -> str:
    return f"https://<{PurePath(video.location).name}>" if video.is_local else video.location


def _roles(request: EditRequest) -> Iterator[tuple[ImageInput, PictureRole, int]]:
    for number, image in enumerate(request.images, start=1):
        yield image, PictureRole.IMAGE, number
    for number, element in enumerate(request.elements, start=1):
        for picture in ((element.frontal,) if element.frontal else ()) + element.references:
            yield picture, PictureRole.ELEMENT, number
    if request.first_frame:
        yield request.first_frame, PictureRole.FIRST_FRAME, 1
    if request.last_frame:
        yield request.last_frame, PictureRole.LAST_FRAME, 1


def _video(video: VideoInput, info: MediaInfo | None, place: Place) -> SentVideo:
    if not video.is_local:
        return SentVideo(video, info, None, urlsplit(video.location).hostname or "", None)
    planned = plan(info, video.range, video.treatment) if info else None
    size = planned.bytes if planned and not planned.refusal else None
    return SentVideo(video, info, size, *place, planned)


def _element_videos(
    request: EditRequest, known: Mapping[str, MediaInfo], place: Place
) -> Iterator[SentVideo]:
    for number, element in enumerate(request.elements, start=1):
        for video in element.videos:
            info = known.get(video.location) or _facts(video)
            yield replace(_video(video, info, place), element=number)


def _facts(video: VideoInput) -> MediaInfo | None:
    try:
        return probe(Path(video.location)) if video.is_local else None
    except BadInput:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
