from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from kling_desktop.domain.errors import BadInput, KeyringFailed
from kling_desktop.settings import system_keyring
from kling_desktop.settings.keyring_store import KeyringSecrets
from kling_desktop.settings.secrets import Secrets

ACCOUNT = "https://api.mulerouter.ai"
KEY = "sk-very-secret"


class FakeKeyring(KeyringBackend):
    """A keyring in memory; `trouble` is raised by each call."""

    priority = 5.0

    def __init__(self, trouble: Exception | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble = trouble
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._call()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._call()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._call()
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("No such password!")
        del self.kept[service, username]

    def _call(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.trouble:
            raise self.trouble


class ForgetfulKeyring(FakeKeyring):
    """Takes a key and keeps nothing, as a keyring that is switched off does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self._call()


class PlainFileKeyring(FakeKeyring):
    """Ranks as keyrings do that write keys into plain files."""

    priority = 0.5


class SwitchedOff(FakeKeyring):
    """Ranks as the library's stand-in for no keyring at all does."""

    priority = 0.0


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], KeyringSecrets]]:
    before = keyring.get_keyring()

    def used(backend: KeyringBackend) -> KeyringSecrets:
        keyring.set_keyring(backend)
        return KeyringSecrets()

    yield used
    keyring.set_keyring(before)


Use = Callable[[KeyringBackend], KeyringSecrets]


async def test_a_key_is_kept_per_account_under_the_program_s_name(use: Use) -> None:
    backend = FakeKeyring()
    secrets: Secrets = use(backend)
    assert await secrets.get(ACCOUNT) == ""
    await secrets.set(ACCOUNT, f"  {KEY}\n")
    assert backend.kept == {("kling-desktop", ACCOUNT): KEY}
    assert await secrets.get(ACCOUNT) == KEY
    assert await secrets.get("https://other") == ""


async def test_an_empty_key_removes_what_is_kept(use: Use) -> None:
    backend = FakeKeyring()
    secrets = use(backend)
    await secrets.set(ACCOUNT, "")
    await secrets.set(ACCOUNT, KEY)
    await secrets.set(ACCOUNT, "  ")
    assert backend.kept == {}


async def test_the_keyring_is_never_asked_on_the_loop_s_thread(use: Use) -> None:
    backend = FakeKeyring()
    await use(backend).set(ACCOUNT, KEY)
    assert backend.threads == {"keyring"}


@pytest.mark.parametrize(
    ("backend", "code"),
    [
        (FakeKeyring(keyring.errors.NoKeyringError(KEY)), "keyring_missing"),
        (FakeKeyring(keyring.errors.InitError(KEY)), "keyring_locked"),
        (FakeKeyring(keyring.errors.KeyringLocked(KEY)), "keyring_locked"),
        (FakeKeyring(keyring.errors.PasswordSetError(KEY)), "keyring_refused"),
        (FakeKeyring(OSError(KEY)), "keyring_refused"),
        (ForgetfulKeyring(), "keyring_refused"),
        (PlainFileKeyring(), "keyring_missing"),
        (SwitchedOff(), "keyring_missing"),
    ],
)
async def test_each_refusal_has_its_words_and_none_repeats_the_key(
    use: Use, backend: KeyringBackend, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(KeyringFailed) as caught:
        await use(backend).set(ACCOUNT, KEY)
    assert caught.value.notice.code == code
    assert caught.value.__cause__ is None
    assert KEY not in f"{caught.value!r} {caught.value.notice!r} {caplog.text}"
    assert getattr(backend, "kept", {}) == {}


async def test_a_key_that_cannot_be_sent_does_not_reach_the_keyring(use: Use) -> None:
    backend = FakeKeyring()
    with pytest.raises(BadInput):
        await use(backend).set(ACCOUNT, "two words")
    assert backend.threads == set()


class Blocking:
    """A keyring that waits for somebody to type a password."""

    def __init__(self) -> None:
        self.unlocked = threading.Event()
        self.answered = threading.Event()

    def read(self, account: str) -> str:
        self.unlocked.wait(10)
        self.answered.set()
        return KEY

    def write(self, account: str, key: str) -> None:
        self.read(account)

    def remove(self, account: str) -> None:
        self.read(account)


async def test_a_keyring_that_does_not_answer_is_not_waited_for() -> None:
    blocking = Blocking()
    secrets = KeyringSecrets(lambda: blocking, timeout=0.01)
    with pytest.raises(KeyringFailed) as caught:
        await secrets.get(ACCOUNT)
    assert caught.value.notice.code == "keyring_slow"
    blocking.unlocked.set()
    assert await asyncio.to_thread(blocking.answered.wait, 10)
    assert await secrets.get(ACCOUNT) == KEY


async def test_a_fault_in_the_worker_is_heard_by_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: faults.append(hook.exc_type))

    def load() -> Blocking:
        raise ZeroDivisionError

    with pytest.raises(KeyringFailed) as caught:
        await KeyringSecrets(load).get(ACCOUNT)
    assert caught.value.notice.code == "keyring_refused"
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)
    assert faults == [ZeroDivisionError]


def test_nothing_is_loaded_before_the_first_call() -> None:
    code = (
        "import sys; from kling_desktop.settings.keyring_store import KeyringSecrets; KeyringSecrets(); "
        "print('keyring' in sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "False"


def test_the_line_to_plain_files_is_the_library_s_own() -> None:
    assert keyring.core.recommended(FakeKeyring())
    assert not keyring.core.recommended(PlainFileKeyring())
    assert system_keyring.TRUSTWORTHY == 1
