"""Packing a project as a folder: how much it is, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    import asyncio

    from PySide6.QtCore import QObject

    from kling_desktop.domain.packing import PackPlan
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class PackState:
    """The project that is packed and where; `plan` is None until it is counted, `refusal` says why not."""

    project: str = ""
    folder: str = ""
    plan: PackPlan | None = None
    has_sources: bool = False
    is_packing: bool = False
    fraction: float | None = None
    refusal: str = ""
    is_over: bool = True

    @property
    def can_pack(self) -> bool:
        """Whether it may begin."""
        return self.plan is not None and not self.is_packing

    @property
    def amount(self) -> str:
        """How much is packed, in words; empty until it is counted."""
        if self.plan is None:
            return ""
        with_sources = self.has_sources
        files = self.plan.files + (self.plan.sources if with_sources else 0)
        size = self.plan.bytes + (self.plan.source_bytes if with_sources else 0)
        tasks = current().count("{n} task", "{n} tasks", self.plan.tasks)
        counted = current().count("{n} file", "{n} files", files)
        return f"{tasks} · {counted} · {wording.amount_of_bytes(size)}"

    @property
    def missing(self) -> str:
        """What is not there any more, in words."""
        if self.plan is None or not self.plan.missing:
            return ""
        return current().count(
            "{n} file is not there any more; the README names it.",
            "{n} files are not there any more; the README names them.",
            len(self.plan.missing),
        )


class PackingModel(Observed[PackState]):
    """Owns the choice and the packing of one project at a time.

    `asked` once when a project is to be packed, `told` carries what came of it, `packed` the new folder.
    """

    asked = Signal()
    told = Signal(str)
    packed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Without effect until `attach`."""
        super().__init__(PackState(), parent)
        self._studio: Studio | None = None
        self._work: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Pack projects of an opened studio."""
        self._studio = studio

    def ask(self, project: str) -> None:
        """Begin with a project: count what there is, propose the folder above its results."""
        if self._studio is None or self.state.is_packing:
            return
        folder = str(self._results(self._studio, project).parent)
        self._become(PackState(project, folder, is_over=False))
        self.asked.emit()
        self._studio.tasks.spawn("count a project", self._count(self._studio, project))

    def choose_folder(self, folder: str) -> None:
        """Pack into this folder."""
        self._update(folder=folder, refusal="")

    def take_sources(self, is_wanted: bool) -> None:
        """Let the source clips go along, or not."""
        self._update(has_sources=is_wanted, refusal="")

    def pack(self) -> None:
        """Pack it."""
        if self._studio is not None and self.state.can_pack:
            self._update(is_packing=True, fraction=None, refusal="")
            self._work = self._studio.tasks.spawn("pack a project", self._pack(self._studio, self.state))

    def stop(self) -> None:
        """End the packing, if any, and leave nothing of the folder; the dialog's matter is over."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
        self._update(is_packing=False, is_over=True)

    @staticmethod
    def _results(studio: Studio, project: str) -> Path:
        return Path(studio.projects.named(project).folder or studio.results_folder())

    async def _count(self, studio: Studio, project: str) -> None:
        try:
            plan = await studio.outputs.packing.plan(project, self._results(studio, project))
        except KlingError as error:
            self._update(refusal=wording.sentence(error.notice))
        else:
            if self.state.project == project:
                self._update(plan=plan)

    async def _pack(self, studio: Studio, state: PackState) -> None:
        results = self._results(studio, state.project)
        try:
            packed = await studio.outputs.packing.pack(
                state.project, results, Path(state.folder), state.has_sources, self._moved
            )
        except KlingError as error:
            self._update(is_packing=False, refusal=wording.sentence(error.notice))
            return
        self._update(is_packing=False, is_over=True)
        self.told.emit(tr("Packed as {path}").format(path=packed.path))
        self.packed.emit(str(packed.path))

    def _moved(self, fraction: float) -> None:
        if self.state.is_packing:
            self._update(fraction=fraction)
