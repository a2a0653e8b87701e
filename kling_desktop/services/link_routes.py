"""The way that clips take to the service, as it is set up; its keys are in the keyring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from kling_desktop.domain.errors import BadInput, KeyringFailed
from kling_desktop.domain.network import HostingLine
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.storage import Bucket, Field, KeyPair, bucket_at
from kling_desktop.domain.uploads import UPLOADING, Route
from kling_desktop.hosting.form import UploadForm
from kling_desktop.services.listeners import Listeners
from kling_desktop.services.network import Network
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import Secrets
from kling_desktop.settings.sections import Links as LinkSettings

if TYPE_CHECKING:
    from kling_desktop.hosting.s3 import S3Hosting

KEYRING_ENTRY = "links-storage"
NO_KEYS = KeyPair("", "")


class LinkRoutes:
    """Owns the keys of the storage in memory; announces each change of route, place or keys."""

    def __init__(self, settings: Settings, secrets: Secrets, network: Network) -> None:
        """Nothing is read from the keyring before `load`; `network` says how the storage is reached."""
        self._settings = settings
        self._secrets = secrets
        self._network = network
        self._keys = NO_KEYS
        self._keyring_trouble: Notice | None = None
        self._made: tuple[Bucket, KeyPair, HostingLine, S3Hosting] | None = None
        self._changed: Listeners[None] = Listeners()

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        """Call `listener` after each change until the returned function is called."""
        return self._changed.subscribe(listener)

    @property
    def chosen(self) -> LinkSettings:
        """What is set up."""
        return self._settings.links

    @property
    def route(self) -> Route:
        """The way that local clips take."""
        return Route(self.chosen.route)

    @property
    def has_keys(self) -> bool:
        """Whether a pair of keys for the storage is known."""
        return bool(self._keys.key_id and self._keys.secret)

    @property
    def key_id(self) -> str:
        """The part of the pair that is no secret."""
        return self._keys.key_id

    @property
    def secrets(self) -> tuple[str, ...]:
        """Both parts of the pair in use, so that they can be kept out of what is handed on."""
        return (self._keys.key_id, self._keys.secret)

    @property
    def problem(self) -> Notice | None:
        """Why a local clip cannot become a link now; None when it can."""
        if self.chosen.is_forbidden:
            return Notice("links_forbidden")
        if self.route not in UPLOADING:
            return Notice("route_missing")
        if self.route is Route.STORAGE:
            return self._storage_problem()
        if self.route is Route.FORM and not self.chosen.is_form_understood:
            return Notice("form_not_understood")
        return None

    @property
    def place(self) -> str:
        """What the place of uploads is recorded as. Raises BadInput when it is not set up."""
        if self.route is Route.STORAGE:
            bucket = self.bucket()
            return f"{bucket.endpoint}/{bucket.name}"
        return self.chosen.form_address if self.route is Route.FORM else ""

    def bucket(self) -> Bucket:
        """The bucket that is set up. Raises BadInput."""
        return bucket_at(self.chosen.preset, self.chosen.place, self.chosen.bucket)

    def form(self) -> UploadForm:
        """The form that is set up."""
        chosen = self.chosen
        return UploadForm(chosen.form_address, chosen.form_field, chosen.form_answer, chosen.form_path)

    async def storage(self) -> S3Hosting:
        """The storage that is set up. Raises BadInput when it is not, UploadFailed when there is no way."""
        if not self.has_keys:
            raise BadInput("storage_keys_missing", field=Field.KEY_ID.value)
        bucket, keys = self.bucket(), self._keys
        line = await self._network.line_to(bucket.endpoint)
        if self._made is None or self._made[:3] != (bucket, keys, line):
            self._made = bucket, keys, line, await asyncio.to_thread(_storage, bucket, keys, line)
        return self._made[3]

    async def load(self) -> None:
        """Read the keys from the keyring, where the storage is the way in use."""
        if self.route is not Route.STORAGE:
            return
        try:
            kept = await self._secrets.get(KEYRING_ENTRY)
        except KeyringFailed as error:
            self._keyring_trouble = error.notice
        else:
            self._keyring_trouble = None
            self._keys = _pair(kept)
        self._changed.announce(None)

    async def choose(self, route: Route) -> None:
        """Take this way from now on."""
        self.change(replace(self.chosen, route=route.value))
        await self.load()

    def change(self, chosen: LinkSettings) -> None:
        """Set up the ways anew. Raises BadInput when a value is out of range."""
        self._settings.replace(chosen)
        self._changed.announce(None)

    async def save_keys(self, keys: KeyPair) -> None:
        """Keep a pair; it serves this run even where KeyringFailed is raised. Raises BadInput."""
        key_id, secret = keys.key_id.strip(), keys.secret.strip()
        if ":" in key_id or not key_id or not secret:
            raise BadInput("storage_keys_missing", field=Field.KEY_ID.value)
        self._keys = KeyPair(key_id, secret)
        self._keyring_trouble = None
        self._changed.announce(None)
        await self._secrets.set(KEYRING_ENTRY, f"{key_id}:{secret}")

    async def keys(self) -> KeyPair:
        """The pair in use, read from the keyring if need be. Raises KeyringFailed."""
        return self._keys if self.has_keys else _pair(await self._secrets.get(KEYRING_ENTRY))

    def _storage_problem(self) -> Notice | None:
        try:
            self.bucket()
        except BadInput as error:
            return error.notice
        if self.has_keys:
            return None
        return self._keyring_trouble or Notice("storage_keys_missing", {"field": Field.KEY_ID.value})


def _pair(kept: str) -> KeyPair:
    key_id, _, secret = kept.partition(":")
    return KeyPair(key_id, secret)


def _storage(bucket: Bucket, keys: KeyPair, line: HostingLine) -> S3Hosting:
    from kling_desktop.hosting.s3 import S3Hosting  # noqa: PLC0415 - slow, so never at the start

    return S3Hosting(bucket, keys, line)
