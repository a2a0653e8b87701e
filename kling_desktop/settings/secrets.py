"""Where API keys are kept: a small protocol, and the one that keeps them for this run only."""

from typing import Protocol

from kling_desktop.domain.errors import BadInput


class Secrets(Protocol):
    """Keeps one key per account; an account is named by its address."""

    async def get(self, account: str) -> str:
        """The key of `account`; empty when none is kept. Raises KeyringFailed."""

    async def set(self, account: str, key: str) -> None:
        """Keep `key`, trimmed, for `account`; an empty one removes what is kept.

        Raises BadInput for a key that cannot be sent, KeyringFailed.
        """


def checked_key(key: str) -> str:
    """`key` trimmed. Raises BadInput when it has blanks or signs that cannot stand in a request's header."""
    trimmed = key.strip()
    if not (trimmed.isascii() and trimmed.isprintable()) or " " in trimmed:
        raise BadInput("key_characters")
    return trimmed


class MemorySecrets:
    """Keeps keys until the program ends."""

    def __init__(self) -> None:
        """Start with none."""
        self._keys: dict[str, str] = {}

    async def get(self, account: str) -> str:
        """The key of `account`; empty when none is kept."""
        return self._keys.get(account, "")

    async def set(self, account: str, key: str) -> None:
        """Keep `key` for `account`, or forget it when empty. Raises BadInput."""
        self._keys[account] = checked_key(key)
