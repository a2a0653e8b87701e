"""How hosts are reached, as Settings shows, changes and tests it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.network import ProxyChoice, SignIn
from kling_desktop.settings.sections import Network
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from PySide6.QtCore import QObject

    from kling_desktop.studio import Studio

NOTHING_SET = Network()
GOOD = ("way_works", "way_works_proxy")


@dataclass(frozen=True)
class NetworkState:
    """What is set up; `refusal` says why what was given for the field `refused` was not taken.

    `outcome` is what the last test came to.
    """

    is_open: bool = False
    chosen: Network = NOTHING_SET
    user: str = ""
    has_password: bool = False
    refused: str = ""
    refusal: str = ""
    is_busy: bool = False
    outcome: str = ""
    is_outcome_good: bool = True

    @property
    def has_own_proxy(self) -> bool:
        """Whether a proxy of the user's choice is in use."""
        return self.chosen.proxy is ProxyChoice.OWN


class NetworkModel(Observed[NetworkState]):
    """Owns what Settings shows of the network; a choice counts from the next request on."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(NetworkState(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show the network of an opened studio."""
        self._studio = studio
        studio.network.subscribe(lambda _: self._read())
        studio.settings.subscribe(self._changed)
        self._read()

    def use_address(self, text: str) -> None:
        """Use the proxy at this address; a name and a password that stand in it go to the keyring."""
        if self._studio is not None:
            self._try("proxy_address", self._studio.network.use_address(text))

    def sign_in(self, user: str, password: str) -> None:
        """Sign in so at the proxy; both empty to sign in no more."""
        if self._studio is not None:
            self._try("proxy_user", self._studio.network.sign_in(SignIn(user.strip(), password)))

    def use_certificates(self, path: str) -> None:
        """Believe the certificates of a PEM file too; an empty path for none."""
        if self._studio is not None:
            self._try("own_certificates", self._studio.network.use_certificates(path))

    def test(self) -> None:
        """See whether the account's host is reached; no key goes along, nothing is spent."""
        if self._studio is not None:
            self._update(is_busy=True, outcome="")
            self._studio.tasks.spawn("test the network", self._test(self._studio))

    async def _test(self, studio: Studio) -> None:
        found = await studio.network.test(studio.account.live.base_url)
        # Nothing was to be sent, so nothing is said of a charge.
        outcome = replace(wording.notice_words(found), charge="").sentence
        self._update(is_busy=False, outcome=outcome, is_outcome_good=found.code in GOOD)

    def _try(self, field: str, work: Coroutine[Any, Any, None]) -> None:
        if self._studio is not None:
            self._update(refused="", refusal="", outcome="")
            self._studio.tasks.spawn(f"network {field}", self._finish(field, work))

    async def _finish(self, field: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except KlingError as error:
            self._update(refused=field, refusal=wording.sentence(error.notice))
        self._read()

    def _changed(self, section: object) -> None:
        if not isinstance(section, Network) or self._studio is None:
            return
        was_own = self.state.has_own_proxy
        self._read()
        self._update(outcome="")
        if self.state.has_own_proxy and not was_own:
            self._studio.tasks.spawn("read the proxy's sign-in", self._studio.network.load())

    def _read(self) -> None:
        if self._studio is not None:
            network = self._studio.network
            self._update(
                is_open=True,
                chosen=network.chosen,
                user=network.user,
                has_password=network.has_password,
            )
