"""Several clips for one edit: looked at one after the other, then asked about once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from kling_desktop.services.batch import Batch
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor_state import EditorState


@dataclass(frozen=True)
class BatchState:
    """`done` of the files have been looked at; then `batch` is there, or `refusal` says why it cannot be."""

    locations: tuple[str, ...] = ()
    done: int = 0
    takes: int = 1
    is_practice: bool = False
    batch: Batch | None = None
    refusal: str = ""
    is_sending: bool = False
    is_over: bool = True

    @property
    def edits(self) -> int:
        """How many edits would be made, takes counted."""
        return len(self.batch.accepted) * self.takes if self.batch else 0

    @property
    def question(self) -> str:
        """`Make 6 edits with this prompt?`, or that there is none to make."""
        if self.batch is None or not self.edits:
            return tr("None of these files can be sent")
        one, many = "Make {n} edit with this prompt?", "Make {n} edits with this prompt?"
        return current().count(one, many, self.edits)

    @property
    def sum(self) -> str:
        """`38 s, ≈ 6.40 USD`: what all of it comes to."""
        if self.batch is None or not self.edits:
            return ""
        length = wording.seconds(self.batch.seconds * self.takes)
        if self.is_practice:
            return tr("{length}, free in practice mode").format(length=length)
        price = self.batch.price
        basis = tr("your rate") if price.is_own else tr("other providers' rate")
        return f"{length}, ≈ {wording.money(price.amount * self.takes, price.currency)} ({basis})"

    @property
    def refused(self) -> tuple[str, ...]:
        """The files that cannot be sent, one sentence each."""
        found = self.batch.refused if self.batch else ()
        return tuple(_told(PurePath(each.location).name, wording.sentence(each.notice)) for each in found)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The clips that can be sent: name and length."""
        found = self.batch.accepted if self.batch else ()
        return tuple(f"{PurePath(each.location).name} · {wording.seconds(each.seconds)}" for each in found)


class BatchModel(Observed[BatchState]):
    """Owns the look at several clips; `asked` once when it begins, `sent` carries the new jobs."""

    asked = Signal()
    sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is looked at before `attach`."""
        super().__init__(BatchState(), parent)
        self._studio: Studio | None = None
        self._look: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Check and start edits through an opened studio."""
        self._studio = studio

    def check(self, locations: Sequence[str], edit: EditorState) -> None:
        """Look at the files for the edit that is set up; a look that goes on is ended."""
        if self._studio is None or self.state.is_sending:
            return
        self.stop()
        files = tuple(dict.fromkeys(locations))
        self._become(
            BatchState(locations=files, takes=edit.takes, is_practice=edit.is_practice, is_over=False)
        )
        look = self._check(self._studio, files, edit)
        self._look = self._studio.tasks.spawn("look at several clips", look)
        self.asked.emit()

    def stop(self) -> None:
        """Look at no further file, and forget what was found."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if not self.state.is_sending:
            self._become(BatchState())

    def start(self) -> None:
        """Send the edits of all clips that can be sent."""
        batch = self.state.batch
        if self._studio is None or batch is None or not batch.accepted or self.state.is_sending:
            return
        self._update(is_sending=True)
        self._studio.tasks.spawn("send a batch", self._start(self._studio, batch, self.state.takes))

    async def _check(self, studio: Studio, locations: tuple[str, ...], edit: EditorState) -> None:
        try:
            batch = await studio.batches.check(locations, edit.request, self._count)
        except KlingError as error:
            self._update(refusal=wording.sentence(error.notice))
        else:
            self._update(batch=batch)

    def _count(self, done: int, _all: int) -> None:
        self._update(done=done)

    async def _start(self, studio: Studio, batch: Batch, takes: int) -> None:
        try:
            jobs = await studio.batches.start(batch, takes)
        except KlingError as error:
            self._update(refusal=wording.sentence(error.notice))
        else:
            self.sent.emit(jobs)
            self._update(is_over=True)
        finally:
            self._update(is_sending=False)


def _told(name: str, sentence: str) -> str:
    return sentence if name in sentence else f"{name}: {sentence}"
