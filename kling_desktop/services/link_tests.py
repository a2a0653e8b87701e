"""The test of a way for clips: a small clip goes there and comes back through its link."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from kling_desktop.domain.errors import BadInput, UploadFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.sharing import direct
from kling_desktop.domain.uploads import Route
from kling_desktop.hosting import form
from kling_desktop.hosting.faults import check_way
from kling_desktop.hosting.link_probe import LinkLook, look_at
from kling_desktop.hosting.pieces import random_name
from kling_desktop.hosting.requests import Clients
from kling_desktop.media.sample import make_sample
from kling_desktop.media.worker import Workers
from kling_desktop.services.link_giving import check_look, megabytes, warning_of
from kling_desktop.services.link_routes import LinkRoutes

TEST_LINK_LIFE = 600.0


@dataclass(frozen=True)
class LinkTest:
    """What a test found; the notice of a fault may name the `field` it lies in."""

    notice: Notice
    is_good: bool

    @property
    def field(self) -> str:
        """The field at fault, empty when none is."""
        return "" if self.is_good else str(self.notice.values.get("field", ""))


class LinkTests:
    """Tries out what is set up."""

    def __init__(self, routes: LinkRoutes, workers: Workers, clients: Clients) -> None:
        """The clip is made in `workers`."""
        self._routes = routes
        self._workers = workers
        self._clients = clients

    async def run(self) -> LinkTest:
        """Upload a small clip by the way in use, fetch it back, remove it where that is possible."""
        with tempfile.TemporaryDirectory(prefix="kling-link-test-") as folder:
            try:
                path = await self._workers.run(lambda _: make_sample(Path(folder, "test.mp4")))
                if self._routes.route is Route.FORM:
                    return await self._by_form(path)
                return await self._by_storage(path)
            except (BadInput, UploadFailed) as error:
                return LinkTest(error.notice, is_good=False)

    async def look(self, text: str) -> LinkTest:
        """What a link leads to, as far as can be seen from here; a warning is good news with a word."""
        try:
            link = direct(text)
            look = await look_at(self._clients, link.url)
            check_look(look)
        except BadInput as error:
            return LinkTest(error.notice, is_good=False)
        if warning := warning_of(look, link.url):
            return LinkTest(warning, is_good=look.is_video)
        return LinkTest(Notice("link_works", {"facts": _facts(look, link.service)}), is_good=True)

    async def _by_storage(self, path: Path) -> LinkTest:
        storage = await self._routes.storage()
        name = random_name(path)
        try:
            await storage.upload(path, name, lambda _: None)
        except UploadFailed as error:
            await check_way(error, self._clients, self._routes.place)
            raise
        look = await look_at(self._clients, await storage.link(name, TEST_LINK_LIFE))
        await storage.remove(name)
        return _judged(look, path, "storage_works")

    async def _by_form(self, path: Path) -> LinkTest:
        link = await form.upload(self._clients, self._routes.form(), path, random_name(path), lambda _: None)
        return _judged(await look_at(self._clients, link), path, "form_works")


def _judged(look: LinkLook, path: Path, good: str) -> LinkTest:
    sent = path.read_bytes()
    if look.status == 0:
        values = {"host": look.host, "reason": look.reason}
        return LinkTest(Notice("link_unreachable", values), is_good=False)
    if not look.is_fetchable:
        return LinkTest(Notice("link_test_missing", {"status": look.status}), is_good=False)
    kilobytes = f"{(look.size or len(look.head)) / 1000:.1f}"
    values = {"media_type": look.media_type or "–", "kilobytes": kilobytes, "host": look.host}
    is_same = look.is_video and look.size in (None, len(sent)) and sent.startswith(look.head)
    return LinkTest(Notice(good if is_same else "link_test_other", values), is_same)


def _facts(look: LinkLook, service: str) -> str:
    size = f"{megabytes(look.size)} MB" if look.size else ""
    return " · ".join(filter(None, (service, look.media_type, size, look.host)))
