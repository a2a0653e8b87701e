"""The ways that clips take, as Settings shows, changes and tests them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.storage import KeyPair, taken_apart
from kling_desktop.domain.uploads import Route
from kling_desktop.i18n import tr
from kling_desktop.settings.sections import Links
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.answers import answer
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from PySide6.QtCore import QObject

    from kling_desktop.domain.notice import Notice
    from kling_desktop.services.link_tests import LinkTest
    from kling_desktop.studio import Studio

NOTHING_SET = Links()


@dataclass(frozen=True)
class LinksState:
    """What is set up, and what the last test came to; `field` names where a fault lies."""

    is_open: bool = False
    chosen: Links = NOTHING_SET
    has_keys: bool = False
    key_id: str = ""
    is_busy: bool = False
    outcome: str = ""
    is_outcome_good: bool = True
    field: str = ""

    @property
    def route(self) -> Route:
        """The way in use."""
        return Route(self.chosen.route)


class LinksModel(Observed[LinksState]):
    """Owns what Settings shows of links."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(LinksState(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show the ways of an opened studio."""
        self._studio = studio
        studio.routes.subscribe(self._read)
        self._read(None)

    def choose(self, route: str) -> None:
        """Take this way from now on."""
        if self._studio is not None:
            self._update(outcome="", field="")
            self._start(self._studio.routes.choose(Route(route)))

    def change(self, **fields: object) -> None:
        """Set up fields of the section of settings by their names."""
        if self._studio is None:
            return
        try:
            self._studio.routes.change(replace(self.state.chosen, **fields))  # type: ignore[arg-type]
        except KlingError as error:
            self._say(wording.sentence(error.notice), is_good=False)
        else:
            # What was said of it before may hold no more.
            self._update(outcome="", field="")

    def show_fault(self, fault: Notice) -> None:
        """Show what a task is held for; the field that it lies in takes the keyboard."""
        self._say(wording.sentence(fault), is_good=False, field=str(fault.values.get("field", "")))

    def save_keys(self, key_id: str, secret: str) -> None:
        """Keep a pair of keys in the keyring."""
        if self._studio is not None and key_id.strip() and secret.strip():
            self._start(self._studio.routes.save_keys(KeyPair(key_id, secret)))

    def take_block(self, text: str) -> KeyPair:
        """Take apart a pasted block: places are set up at once, the keys are returned."""
        found = taken_apart(text)
        fields = {name: found[name] for name in ("preset", "place", "bucket") if name in found}
        if fields:
            self.change(**fields)
        return KeyPair(found.get("key_id", ""), found.get("secret", ""))

    def test(self) -> None:
        """Send a small clip by the way in use and fetch it back."""
        if self._studio is not None:
            self._begin(self._studio.link_tests.run())

    def look(self, link: str) -> None:
        """Look at what a link leads to."""
        if self._studio is not None and link.strip():
            self._begin(self._studio.link_tests.look(link))

    def export_setup(self, path: str, passphrase: str, answered: Callable[[str], None]) -> None:
        """Write what is set up to a file; `answered` gets why it cannot be, or nothing."""
        if self._studio is not None:
            work = self._studio.setups.export(Path(path), passphrase)
            said = tr("The setup is saved; give colleagues the file and, separately, the passphrase.")
            self._studio.tasks.spawn("export setup", self._answer(work, answered, said))

    def take_setup(self, path: str, passphrase: str, answered: Callable[[str], None]) -> None:
        """Use the setup in a file; `answered` gets why it cannot be, or nothing."""
        if self._studio is None:
            answered(tr("Opening your journal…"))
        else:
            work = self._studio.setups.take(Path(path), passphrase)
            said = tr("The setup is in use. Press Test to see that it works.")
            self._studio.tasks.spawn("open setup", self._answer(work, answered, said))

    async def _answer(
        self, work: Coroutine[Any, Any, object], answered: Callable[[str], None], said: str
    ) -> None:
        def say(why: str) -> None:
            answered(why)
            if not why:
                self._say(said, is_good=True)

        await answer(work, say)

    def _begin(self, test: Coroutine[Any, Any, LinkTest]) -> None:
        if self._studio is not None:
            self._update(is_busy=True, outcome="", field="")
            self._studio.tasks.spawn("test the links", self._finish(test))

    async def _finish(self, test: Coroutine[Any, Any, LinkTest]) -> None:
        try:
            found = await test
        except KlingError as error:
            self._say(wording.sentence(error.notice), is_good=False)
        else:
            self._say(wording.sentence(found.notice), found.is_good, found.field)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        if self._studio is not None:
            self._studio.tasks.spawn("links", self._try(work))

    async def _try(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except KlingError as error:
            self._say(wording.sentence(error.notice), is_good=False)

    def _say(self, sentence: str, is_good: bool, field: str = "") -> None:
        self._update(is_busy=False, outcome=sentence, is_outcome_good=is_good, field=field)

    def _read(self, _: None) -> None:
        if self._studio is not None:
            routes = self._studio.routes
            self._update(is_open=True, chosen=routes.chosen, has_keys=routes.has_keys, key_id=routes.key_id)
