"""Keys in the system's keyring, asked in a thread of its own with a time limit, since it may ask the user."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from kling_desktop.domain.errors import KeyringFailed
from kling_desktop.settings.secrets import checked_key

T = TypeVar("T")
ANSWER_WITHIN = 30.0


class Keyring(Protocol):
    """A keyring that blocks; each call may raise KeyringFailed."""

    def read(self, account: str) -> str:
        """The key of `account`; empty when none is kept."""

    def write(self, account: str, key: str) -> None:
        """Keep `key` for `account`."""

    def remove(self, account: str) -> None:
        """Remove what is kept for `account`."""


def system_keyring() -> Keyring:
    """The system's keyring; to be called in a worker, as loading it takes a while."""
    from kling_desktop.settings import system_keyring as system  # noqa: PLC0415 - slow, so never at the start

    return system


class KeyringSecrets:
    """Keeps keys in a keyring; nothing is loaded or asked before the first call."""

    def __init__(self, load: Callable[[], Keyring] = system_keyring, timeout: float = ANSWER_WITHIN) -> None:
        """`load` gives the keyring, in the worker; `timeout` in seconds."""
        self._load = load
        self._timeout = timeout

    async def get(self, account: str) -> str:
        """The key of `account`; empty when none is kept. Raises KeyringFailed."""
        return await self._ask(lambda keyring: keyring.read(account))

    async def set(self, account: str, key: str) -> None:
        """Keep `key`, trimmed, for `account`, or remove what is kept when empty.

        Raises BadInput, KeyringFailed.
        """
        trimmed = checked_key(key)
        if trimmed:
            await self._ask(lambda keyring: keyring.write(account, trimmed))
        else:
            await self._ask(lambda keyring: keyring.remove(account))

    async def _ask(self, question: Callable[[Keyring], T]) -> T:
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()
        # A daemon: a keyring that waits for a password must not keep the program from ending.
        threading.Thread(target=self._work, args=(question, answer), name="keyring", daemon=True).start()
        try:
            return await asyncio.wait_for(asyncio.wrap_future(answer), self._timeout)
        except TimeoutError:
            raise KeyringFailed("keyring_slow") from None

    def _work(self, question: Callable[[Keyring], T], answer: "concurrent.futures.Future[T]") -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(question(self._load()))
        except KeyringFailed as error:
            answer.set_exception(error)
        finally:
            # An error of another kind goes to the thread's hook; whoever waits hears that it failed.
            if not answer.done():
                answer.set_exception(KeyringFailed("keyring_refused"))
