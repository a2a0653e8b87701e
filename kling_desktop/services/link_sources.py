"""A link as the source of an edit: what it leads to, and bringing its clip here to be prepared."""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kling_desktop.api.faults import DownloadFailed, LinkExpired
from kling_desktop.domain.errors import WorldFailed
from kling_desktop.domain.limits import check_video
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.sharing import direct
from kling_desktop.hosting.link_probe import LinkLook, look_at, stretch_at
from kling_desktop.hosting.requests import Clients
from kling_desktop.media.link_facts import Pieces, index_beyond, link_facts
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.paths import replace_durably
from kling_desktop.services.clock import Clock
from kling_desktop.services.link_giving import check_look, warning_of
from kling_desktop.services.outside import Fetcher
from kling_desktop.store.disk import disk_errors

OnProgress = Callable[[int, int | None], None]
"""Called with the bytes that are here and all bytes, None where the host does not say."""
PART_KEPT_FOR = 7 * 86_400.0
"""Seconds that a part is kept which nobody went on fetching."""
UNWANTED = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
LONGEST_NAME = 120


@dataclass(frozen=True)
class LinkedClip:
    """What lies behind a link: as much as its host told, and what the service would not take of it.

    `size` in bytes, None where nobody said; `info` only where the clip's first bytes tell it.
    """

    url: str
    service: str = ""
    host: str = ""
    media_type: str = ""
    size: int | None = None
    info: MediaInfo | None = None
    warning: Notice | None = None

    @property
    def broken(self) -> tuple[Notice, ...]:
        """The limits of the service that the clip breaks, as far as they can be told."""
        return check_video(self.info) if self.info else ()


class LinkSources:
    """Looks at links and fetches their clips into the folder `root`."""

    def __init__(
        self, root: Path, clients: Clients, fetcher: Fetcher, workers: Workers, clock: Clock
    ) -> None:
        """`fetcher` goes on with parts that an earlier run left; it is closed with this."""
        self._root = root
        self._clients = clients
        self._fetcher = fetcher
        self._workers = workers
        self._clock = clock
        self._seconds: dict[str, float] = {}

    def seconds_of(self, url: str) -> float:
        """The length of the clip behind a link that was looked at in this run; 0 where it is not known."""
        return self._seconds.get(url, 0.0)

    async def look(self, text: str) -> LinkedClip:
        """What the link in `text` leads to in its direct form, asked for as the service would.

        Raises BadInput: no link, a page, or something that is no video.
        """
        link = direct(text)
        look = await look_at(self._clients, link.url)
        check_look(look)
        info = await self._facts(link.url, look)
        if info is not None:
            self._seconds[link.url] = info.seconds
        warning = warning_of(look, link.url)
        return LinkedClip(link.url, link.service, look.host, look.media_type, look.size, info, warning)

    async def fetch(self, url: str, on_progress: OnProgress) -> Path:
        """Bring the clip at `url` here; returns where it lies.

        Cancelling this keeps the part for the next try. Raises WorldFailed, DiskFull, FolderGone.
        """
        await self._workers.run(lambda _: self._make(self._root))
        part = self._root / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.part"
        host = urlsplit(url).hostname or ""
        try:
            came = await self._fetcher.fetch(url, part, on_progress=on_progress)
        except LinkExpired as error:
            raise WorldFailed("fetch_refused", host=host, status=error.notice.values["status"]) from error
        except DownloadFailed as error:
            raise WorldFailed("fetch_cut", host=host) from error
        return await self._workers.run(lambda _: self._keep(part, came.sha256, file_name(url)))

    async def close(self) -> None:
        """Close the connections."""
        await self._fetcher.close()

    async def tidy(self) -> None:
        """Remove parts that nobody went on fetching for a week."""
        await self._workers.run(self._tidy)

    async def _facts(self, url: str, look: LinkLook) -> MediaInfo | None:
        size = look.size
        if not look.is_video or not size:
            return None
        known = {0: look.head}
        if missing := index_beyond(look.head, size):
            known[missing.first] = await stretch_at(self._clients, url, missing.first, missing.last)
        return await self._workers.run(lambda _: link_facts(Pieces(size, known)))

    def _make(self, folder: Path) -> None:
        with disk_errors(folder, "fetched_not_kept"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _keep(self, part: Path, sha256: str, name: str) -> Path:
        folder = self._root / sha256[:32]
        self._make(folder)
        target = folder / name
        with disk_errors(folder, "fetched_not_kept"):
            if target.is_file() and target.stat().st_size == part.stat().st_size:
                # An edit may hold on to the file as it was: its time must not change.
                part.unlink()
                return target
            replace_durably(part, target)
        return target

    def _tidy(self, _: StopFlag) -> None:
        with suppress(FileNotFoundError):
            for entry in self._root.glob("*.part*"):
                if self._clock.now() - entry.stat().st_mtime > PART_KEPT_FOR:
                    with suppress(OSError):
                        entry.unlink()


def file_name(url: str) -> str:
    """What a clip fetched from `url` is called here: the last part of its path, made fit for any system."""
    last = unquote(urlsplit(url).path).rpartition("/")[2]
    name = UNWANTED.sub("_", last).strip(" .")[-LONGEST_NAME:]
    return name if Path(name).suffix else f"{name or 'clip'}.mp4"
