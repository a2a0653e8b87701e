"""What was spent today, this month and in the project; the caps; the ledger and the history as CSV."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.i18n import tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.services.spend import SpendSum
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class Money:
    """The sums, None until they are added up; `cap` is the daily one, `refusal` why it was not taken."""

    today: SpendSum | None = None
    month: SpendSum | None = None
    project: SpendSum | None = None
    """That of the chosen project, since it began; None also when there is none."""
    project_name: str = ""
    cap: str = ""
    currency: str = ""
    refusal: str = ""


class MoneyModel(Observed[Money]):
    """Owns the sums while they are looked at; `told` carries what came of writing a table."""

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach` and `add_up`."""
        super().__init__(Money(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Add up what an opened studio knows."""
        self._studio = studio

    def add_up(self) -> None:
        """Count anew."""
        if self._studio is not None:
            settings = self._studio.settings
            self._update(cap=settings.caps.daily, currency=settings.prices.currency, refusal="")
            self._studio.tasks.spawn("add up money", self._add_up(self._studio))

    def set_cap(self, text: str) -> None:
        """Spend no more than this in a day; empty for no cap, a comma may stand for the point."""
        if self._studio is None:
            return
        settings = self._studio.settings
        try:
            settings.replace(replace(settings.caps, daily=text.strip().replace(",", ".")))
        except BadInput:
            self._update(refusal=tr("Enter an amount such as 20 or 12.50, or leave it empty for no cap."))
        else:
            self._update(cap=settings.caps.daily, refusal="")

    def write_table(self, path: str) -> None:
        """Write every task with its charge as CSV and say what came of it."""
        if self._studio is not None:
            self._studio.tasks.spawn("write the ledger", self._write(self._studio, Path(path)))

    async def _add_up(self, studio: Studio) -> None:
        try:
            name = studio.projects.current.name
            self._update(
                today=await studio.spend.today(),
                month=await studio.spend.month(),
                project=await studio.spend.project(name) if name else None,
                project_name=name,
            )
        except KlingError as error:
            studio.desk.post(error.notice)

    async def _write(self, studio: Studio, path: Path) -> None:
        try:
            await studio.outputs.tables.write(path)
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
        else:
            self.told.emit(tr("Saved as {path}").format(path=path))
