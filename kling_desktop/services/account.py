"""Which account edits go to, with which key; and practice mode, which needs neither."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from kling_desktop.domain.errors import BadInput, KeyringFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.site import KNOWN, MULEROUTER, SANDBOX, Site, is_loopback, live_site
from kling_desktop.services.listeners import Listeners
from kling_desktop.services.tasks import Tasks
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import Secrets

PRACTICE_SITE = Site(SANDBOX, "")
PRACTICE_PACE = 0.2
"""The sandbox is asked more often than the service: it is on this computer and quick."""
KEY_VARIABLE = "MULEROUTER_API_KEY"


def site_of_environment(environment: Mapping[str, str]) -> Site | None:
    """The site that the environment names by `MULEROUTER_BASE_URL`, else `MULEROUTER_SITE`, else by its key.

    None when it names nothing. Raises BadInput for an unknown name or an address that cannot be used.
    """
    address = environment.get("MULEROUTER_BASE_URL", "").strip()
    if address:
        return live_site(checked_address(address))
    name = environment.get("MULEROUTER_SITE", "").strip().lower()
    if name and name not in KNOWN:
        raise BadInput("site_unknown", name=name)
    if name or environment.get(KEY_VARIABLE, "").strip():
        return live_site(KNOWN.get(name, MULEROUTER))
    return None


def checked_address(address: str) -> str:
    """`address` if edits may be sent there: https, or plain http on this computer. Raises BadInput."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput("address_invalid", address=address)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise BadInput("plain_http", address=address)
    return address.strip().rstrip("/")


class Account:
    """The account in use; owns the keys in memory. Announces each change."""

    def __init__(
        self, settings: Settings, secrets: Secrets, environment: Mapping[str, str], practice_only: bool
    ) -> None:
        """With `practice_only` neither environment nor keyring is looked at. Raises BadInput."""
        self._settings = settings
        self._secrets = secrets
        self._practice_only = practice_only
        self._environment_site = None if practice_only else site_of_environment(environment)
        self._environment_key = "" if practice_only else environment.get(KEY_VARIABLE, "").strip()
        self._keys: dict[str, str] = {}
        self._refused: set[str] = set()
        self._keyring_trouble: Notice | None = None
        self._changed: Listeners[None] = Listeners()

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        """Call `listener` after each change until the returned function is called."""
        return self._changed.subscribe(listener)

    @property
    def is_practice(self) -> bool:
        """Whether new edits go to the sandbox."""
        return self._practice_only or (not self._environment_key and self._settings.practice.is_on)

    @property
    def is_practice_only(self) -> bool:
        """Whether this run was started for practice alone."""
        return self._practice_only

    @property
    def is_from_environment(self) -> bool:
        """Whether the key of this run comes from the environment."""
        return bool(self._environment_key)

    @property
    def site(self) -> Site:
        """Where new edits go."""
        return PRACTICE_SITE if self.is_practice else self.live

    @property
    def live(self) -> Site:
        """The account of the service, whether or not practice mode is on."""
        if self._environment_site:
            return self._environment_site
        chosen = self._settings.account.site
        return live_site(KNOWN.get(chosen, chosen))

    @property
    def has_key(self) -> bool:
        """Whether a key for the live account is known."""
        return bool(self.key_for(self.live.name))

    @property
    def problem(self) -> Notice | None:
        """What keeps new edits from being sent; None when nothing does."""
        if self.is_practice:
            return None
        if self.live.name in self._refused:
            return Notice("key_refused", {"account": self.live.title})
        if not self.has_key:
            return self._keyring_trouble or Notice("key_missing", {"account": self.live.title})
        return None

    def key_for(self, site: str) -> str:
        """The key of a live site, empty when none is known or the run may not use it."""
        if self._practice_only or site == SANDBOX:
            return ""
        if self._environment_key:
            return self._environment_key if site == self.live.name else ""
        return self._keys.get(site, "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every key that is known, so that it can be kept out of what is handed on."""
        return (*self._keys.values(), self._environment_key)

    def is_refused(self, site: str) -> bool:
        """Whether the service refused the key that is known for `site`."""
        return site in self._refused

    def refuse(self, site: str) -> None:
        """The service refused the key of `site`."""
        if site not in self._refused:
            self._refused.add(site)
            self._changed.announce(None)

    def accept(self, site: str) -> None:
        """The service took the key of `site`."""
        if site in self._refused:
            self._refused.discard(site)
            self._changed.announce(None)

    def pace(self, site: str) -> float:
        """The factor for pauses at `site`: below 1 only for sites on this computer."""
        if site == SANDBOX:
            return min(PRACTICE_PACE, self._settings.network.pace)
        return self._settings.network.pace if is_loopback(urlsplit(site).hostname or "") else 1.0

    async def begin(self, tasks: Tasks, within: float | None) -> None:
        """Load the key as one of `tasks`, and wait `within` seconds for it, or for its end without."""
        await asyncio.wait({tasks.spawn("read the key", self.load())}, timeout=within)

    async def load(self) -> None:
        """Read the key of the account from the keyring, unless this run must not."""
        if self._practice_only or self._environment_key:
            return
        self._keyring_trouble = Notice("keyring_asked")
        try:
            key = await self._secrets.get(self.live.name)
        except KeyringFailed as error:
            # Where there is no keyring at all no key can have been kept: it is simply missing.
            is_missing = error.notice.code == "keyring_missing"
            self._keyring_trouble = None if is_missing else error.notice
        else:
            self._keyring_trouble = None
            if key:
                self._keys[self.live.name] = key
        self._changed.announce(None)

    async def save_key(self, key: str) -> None:
        """Keep `key` for the live account; it serves this run even where KeyringFailed is raised."""
        site = self.live.name
        self._keys[site] = key.strip()
        self._refused.discard(site)
        self._changed.announce(None)
        await self._secrets.set(site, key.strip())
        self._keyring_trouble = None

    async def forget_key(self) -> None:
        """Forget the key of the live account, in the keyring too."""
        site = self.live.name
        self._keys.pop(site, None)
        self._refused.discard(site)
        self._changed.announce(None)
        await self._secrets.set(site, "")

    async def use_site(self, site: str) -> None:
        """Send new edits to `site`: `mulerouter`, `mulerun` or an address. Raises BadInput."""
        chosen = site if site in KNOWN else checked_address(site)
        self._settings.replace(replace(self._settings.account, site=chosen))
        await self.load()

    def use_practice(self, is_on: bool) -> None:
        """Send new edits to the sandbox, or to the live account."""
        self._settings.replace(replace(self._settings.practice, is_on=is_on))
        self._changed.announce(None)
