"""The system's keyring and its refusals in the product's words; slow to import (0.1 s), blocks when used."""

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

from kling_desktop.domain.errors import KeyringFailed

SERVICE = "kling-desktop"
TRUSTWORTHY = 1.0
"""The keyring library's own line: what ranks lower keeps keys in plain files, or nowhere."""


def read(account: str) -> str:
    """The key of `account`; empty when none is kept. Raises KeyringFailed."""
    with _worded():
        return keyring.get_password(SERVICE, account) or ""


def write(account: str, key: str) -> None:
    """Keep `key` for `account`. Raises KeyringFailed."""
    with _worded():
        keyring.set_password(SERVICE, account, key)
        kept = keyring.get_password(SERVICE, account)
    if kept != key:
        raise KeyringFailed("keyring_refused")


def remove(account: str) -> None:
    """Remove what is kept for `account`, if anything is. Raises KeyringFailed."""
    with _worded():
        if keyring.get_password(SERVICE, account) is not None:
            keyring.delete_password(SERVICE, account)


@contextmanager
def _worded() -> Iterator[None]:
    # The causes are cut off: nothing that a keyring says of an entry may reach a log.
    try:
        if keyring.get_keyring().priority < TRUSTWORTHY:
            raise KeyringFailed("keyring_missing")
        yield
    except NoKeyringError:
        raise KeyringFailed("keyring_missing") from None
    except (InitError, KeyringLocked):
        raise KeyringFailed("keyring_locked") from None
    except (KeyringError, OSError):
        raise KeyringFailed("keyring_refused") from None
