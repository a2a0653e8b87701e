"""A keyring in the memory of one process, for windows that are tried out where the system has none."""

from __future__ import annotations

from typing import ClassVar

from keyring.backend import KeyringBackend


class Plain(KeyringBackend):
    """Keeps what it is given until the program ends; named to the keyring library by its variable."""

    priority = 5
    _kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        self._kept.pop((service, username), None)
