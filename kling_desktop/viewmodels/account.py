"""Account, key and practice mode as the window shows them and Settings changes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.site import MULEROUTER
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from PySide6.QtCore import QObject

    from kling_desktop.api.key_check import KeyCheck
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class AccountState:
    """Where edits go and whether they can; `outcome` is what the last test or save came to."""

    is_open: bool = False
    is_practice: bool = False
    is_practice_fixed: bool = False
    is_key_fixed: bool = False
    site: str = MULEROUTER
    title: str = ""
    has_key: bool = False
    problem: str = ""
    is_busy: bool = False
    outcome: str = ""
    is_outcome_good: bool = True


class AccountModel(Observed[AccountState]):
    """Owns what Settings shows of the account."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(AccountState(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show the account of an opened studio."""
        self._studio = studio
        studio.account.subscribe(self._read)
        self._read(None)

    def reword(self) -> None:
        """Say what is known in the language in use."""
        self._update(outcome="")
        self._read(None)

    def use_practice(self, is_on: bool) -> None:
        """Send new edits to practice mode, or to the live account."""
        if self._studio is not None and is_on != self.state.is_practice:
            self._studio.account.use_practice(is_on)

    def use_site(self, site: str) -> None:
        """Use `mulerouter`, `mulerun` or an address; what is wrong with it shows in `outcome`."""
        if self._studio is not None:
            self._start(self._studio.account.use_site(site), "")

    def save_key(self, key: str) -> None:
        """Keep the key in the system's keyring."""
        if self._studio is not None and key.strip():
            self._start(self._studio.account.save_key(key), tr("The key is in your keyring."))

    def forget_key(self) -> None:
        """Remove the key from the keyring."""
        if self._studio is not None:
            self._start(self._studio.account.forget_key(), tr("The key is forgotten."))

    def test_key(self, key: str) -> None:
        """Ask the service whether it takes `key`, or the saved one when empty; costs nothing."""
        if self._studio is not None:
            self._update(is_busy=True, outcome="")
            self._studio.tasks.spawn("test the key", self._test(self._studio, key.strip()))

    def _start(self, work: Coroutine[Any, Any, None], good: str) -> None:
        if self._studio is not None:
            self._update(is_busy=True, outcome="")
            self._studio.tasks.spawn("account", self._finish(work, good))

    async def _finish(self, work: Coroutine[Any, Any, None], good: str) -> None:
        try:
            await work
        except KlingError as error:
            self._update(is_busy=False, outcome=wording.sentence(error.notice), is_outcome_good=False)
        else:
            self._update(is_busy=False, outcome=good, is_outcome_good=True)
        self._read(None)

    async def _test(self, studio: Studio, key: str) -> None:
        try:
            check = await studio.check_key(key)
        except KlingError as error:
            self._update(is_busy=False, outcome=wording.sentence(error.notice), is_outcome_good=False)
        else:
            words, is_good = _verdict(check, studio.account.live.title)
            self._update(is_busy=False, outcome=words, is_outcome_good=is_good)

    def _read(self, _: None) -> None:
        if self._studio is None:
            return
        account = self._studio.account
        self._update(
            is_open=True,
            is_practice=account.is_practice,
            is_practice_fixed=account.is_practice_only,
            is_key_fixed=account.is_from_environment,
            site=account.live.name,
            title=account.site.title,
            has_key=account.has_key,
            problem=wording.sentence(account.problem) if account.problem else "",
        )


def _verdict(check: KeyCheck, account: str) -> tuple[str, bool]:
    """What a test of a key found, in words, and whether it is good news."""
    codes = {"accepted": "key_accepted", "refused": "key_refused", "unreachable": "unreachable"}
    code = codes.get(check.verdict, "key_not_tested")
    words = current().notice(code, {"account": account, "status": check.status})
    return words.what if code == "unreachable" else words.sentence, code == "key_accepted"
