"""The link that a user pastes for a clip which was uploaded by hand."""

from kling_desktop.domain.errors import BadInput, Doubtful
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.sharing import direct, expiry, is_private
from kling_desktop.domain.uploads import WANTED, Route, Upload
from kling_desktop.hosting.link_probe import LinkLook, look_at
from kling_desktop.hosting.requests import Clients
from kling_desktop.services.clock import Clock
from kling_desktop.services.links import LEAST_LINK_LIFE
from kling_desktop.services.upload_book import UploadBook


class LinkGiving:
    """Takes a pasted link in its direct form, looks at it, and keeps it for the content that it leads to."""

    def __init__(self, book: UploadBook, clients: Clients, clock: Clock) -> None:
        """Links are kept in `book`."""
        self._book = book
        self._clients = clients
        self._clock = clock

    async def take(self, job: EditJob, text: str, *, is_sure: bool) -> Notice | None:
        """Keep the link for the clip that `job` waits for; returns what is worth a word.

        Raises BadInput: the job waits for no link, or this cannot be the link to its clip. Unless the user
        `is_sure`, Doubtful where it does not look good from here: what goes on with it is paid for.
        """
        held = job.held
        if held is None or held.code != WANTED:
            raise BadInput("link_not_wanted")
        url = direct(text).url
        expires = expiry(url)
        if expires is not None and expires < self._clock.now() + LEAST_LINK_LIFE:
            raise BadInput("link_dies_soon")
        look = await look_at(self._clients, url)
        check_look(look)
        wanted = int(held.values["bytes"])
        if look.is_video and look.size not in (None, wanted):
            raise BadInput("link_other_clip", found=megabytes(look.size or 0), wanted=megabytes(wanted))
        warning = warning_of(look, url)
        if warning and not is_sure:
            raise Doubtful(warning.code, **warning.values)
        fresh = Upload(
            str(held.values["sha256"]),
            Route.MANUAL,
            "",
            str(held.values["name"]),
            self._clock.now(),
            url,
            expires,
        )
        await self._book.add(fresh, job.id)
        return warning


def check_look(look: LinkLook) -> None:
    """Raise BadInput for a link that leads to a page, or to something that is no video."""
    if look.is_page:
        raise BadInput("link_is_page", host=look.host)
    if look.is_fetchable and not look.is_video:
        raise BadInput("link_no_video", media_type=look.media_type or "–")


def warning_of(look: LinkLook, url: str) -> Notice | None:
    """What is worth a word about a link that may be good all the same: only the service has to reach it."""
    if is_private(url):
        return Notice("link_private", {"host": look.host})
    if look.status == 0:
        return Notice("link_unreachable", {"host": look.host, "reason": look.reason})
    if not look.is_fetchable:
        return Notice("link_refused_here", {"host": look.host, "status": look.status})
    return None


def megabytes(size: int) -> str:
    """Bytes as MB with as many places as tell them apart."""
    return f"{size / 1_000_000:.1f}" if size >= 100_000 else f"{size / 1_000_000:.3f}"
