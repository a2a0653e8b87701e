"""What the header tells: where edits go, how many are running, what today has cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_desktop.domain.states import OPEN, JobState
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.domain.job import EditJob
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class Status:
    """The header's readings; `running` counts tasks that move by themselves."""

    is_open: bool = False
    is_practice: bool = False
    account: str = ""
    running: int = 0
    needs_you: int = 0
    accepted: Decimal = Decimal(0)
    maybe: Decimal = Decimal(0)
    currency: str = ""

    @property
    def running_words(self) -> str:
        """How many tasks are running, and how many wait for a person."""
        parts = [current().count("{n} running", "{n} running", self.running)] if self.running else []
        if self.needs_you:
            parts.append(current().count("{n} needs you", "{n} need you", self.needs_you))
        return " · ".join(parts)

    @property
    def spend_words(self) -> str:
        """The estimate of what was accepted today; *Money* alone in practice mode with nothing spent."""
        total = self.accepted + self.maybe
        if not self.is_open:
            return ""
        if self.is_practice and not total:
            return tr("Money")
        return tr("≈ {amount} today").format(amount=wording.money(total, self.currency))

    @property
    def spend_details(self) -> str:
        """What the estimate is made of."""
        return tr(
            "Accepted (billable, estimated): {accepted}. May have been accepted: {maybe}. "
            "The service tells no prices: these are estimates."
        ).format(
            accepted=wording.money(self.accepted, self.currency),
            maybe=wording.money(self.maybe, self.currency),
        )


class StatusModel(Observed[Status]):
    """Owns the header's readings; counts anew after each saved job."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(Status(), parent)
        self._studio: Studio | None = None
        self._is_adding = False
        self._is_outdated = False

    def attach(self, studio: Studio) -> None:
        """Follow the jobs and the account of an opened studio."""
        self._studio = studio
        studio.account.subscribe(self._account_changed)
        studio.jobs.subscribe(self._job_saved)
        self._account_changed(None)
        self._count()

    def reword(self) -> None:
        """Name the account in the language in use."""
        self._account_changed(None)

    def _account_changed(self, _: None) -> None:
        if self._studio is not None:
            account = self._studio.account
            self._update(is_open=True, is_practice=account.is_practice, account=account.site.title)

    def _job_saved(self, _: EditJob) -> None:
        self._count()

    def _count(self) -> None:
        if self._studio is None:
            return
        moving = [job for job in self._studio.jobs.open.values() if job.state in OPEN]
        needing = [job for job in moving if job.held or job.state is JobState.UNKNOWN]
        self._update(running=len(moving) - len(needing), needs_you=len(needing))
        self._is_outdated = True
        if not self._is_adding:
            self._is_adding = True
            self._studio.tasks.spawn("add up today", self._add_up(self._studio))

    async def _add_up(self, studio: Studio) -> None:
        try:
            while self._is_outdated:
                self._is_outdated = False
                spent = await studio.spend.today()
                self._update(accepted=spent.accepted, maybe=spent.maybe, currency=spent.currency)
        finally:
            self._is_adding = False
