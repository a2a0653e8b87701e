"""How hosts are reached, as it is set up, and a trial of it; an own proxy's sign-in is in the keyring."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from kling_desktop.api.trust import check_certificates, line_to
from kling_desktop.api.way_trial import try_way
from kling_desktop.domain.errors import KeyringFailed, UploadFailed
from kling_desktop.domain.network import (
    NOBODY,
    HostingLine,
    NetworkWay,
    ProxyChoice,
    SignIn,
    checked_proxy,
    sign_in_of,
)
from kling_desktop.domain.notice import Notice
from kling_desktop.services.listeners import Listeners
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import Secrets
from kling_desktop.settings.sections import Network as NetworkSettings

KEYRING_ENTRY = "network-proxy"


class Network:
    """Owns the sign-in in memory; announces each change of it."""

    def __init__(self, settings: Settings, secrets: Secrets) -> None:
        """Nothing is read from the keyring before `load`."""
        self._settings = settings
        self._secrets = secrets
        self._sign_in = NOBODY
        self._changed: Listeners[None] = Listeners()

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        """Call `listener` after each change of the sign-in until the returned function is called."""
        return self._changed.subscribe(listener)

    @property
    def chosen(self) -> NetworkSettings:
        """What is set up."""
        return self._settings.network

    @property
    def user(self) -> str:
        """The name for the proxy, which is no secret."""
        return self._sign_in.user

    @property
    def has_password(self) -> bool:
        """Whether a password for the proxy is known."""
        return bool(self._sign_in.password)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is to be kept out of all that is handed on."""
        return (self._sign_in.password, self._sign_in.text)

    def way(self) -> NetworkWay:
        """The way in use now; each request asks anew. An own proxy without an address is none."""
        chosen = self.chosen
        is_own = chosen.proxy is ProxyChoice.OWN and chosen.proxy_address
        unset = ProxyChoice.NONE if chosen.proxy is ProxyChoice.OWN else chosen.proxy
        return NetworkWay(
            ProxyChoice.OWN if is_own else unset,
            chosen.proxy_address,
            self._sign_in,
            chosen.certificates,
            chosen.own_certificates,
            chosen.connect,
            chosen.silence,
        )

    async def line_to(self, endpoint: str) -> HostingLine:
        """How the storage at `endpoint` is reached. Raises UploadFailed when it cannot be told."""
        try:
            return await asyncio.to_thread(line_to, endpoint, self.way())
        except (OSError, ValueError) as error:
            raise UploadFailed("way_setup", host="", proxy="", reason=str(error)) from error

    async def load(self) -> None:
        """Read the sign-in from the keyring, where an own proxy is in use; without one it is asked for."""
        if self.chosen.proxy is not ProxyChoice.OWN:
            return
        try:
            self._sign_in = sign_in_of(await self._secrets.get(KEYRING_ENTRY))
        except KeyringFailed:
            self._sign_in = NOBODY
        self._changed.announce(None)

    async def use_address(self, text: str) -> None:
        """Use the proxy at this address; a sign-in that stands in it goes to the keyring.

        That of another host is forgotten: it is nothing to tell a new one. Raises BadInput, KeyringFailed.
        """
        address, sign_in = checked_proxy(text) if text.strip() else ("", NOBODY)
        is_other = urlsplit(address).hostname != urlsplit(self.chosen.proxy_address).hostname
        if is_other and not sign_in.user:
            with suppress(KeyringFailed):
                await self.sign_in(NOBODY)
        self._settings.replace(replace(self.chosen, proxy_address=address))
        if sign_in.user:
            await self.sign_in(sign_in)

    async def sign_in(self, sign_in: SignIn) -> None:
        """Sign in so at the proxy; it serves this run even where KeyringFailed is raised."""
        self._sign_in = sign_in
        self._changed.announce(None)
        await self._secrets.set(KEYRING_ENTRY, sign_in.text)

    async def use_certificates(self, path: str) -> None:
        """Believe the certificates in a PEM file too; an empty path for none. Raises BadInput."""
        if path:
            await asyncio.to_thread(check_certificates, path)
        self._settings.replace(replace(self.chosen, own_certificates=path))

    async def test(self, address: str) -> Notice:
        """Whether the host of `address` is reached; no key goes along."""
        return (await try_way(address, self.way())).notice
