"""Several clips for one edit: looked at one after the other, then asked about once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.exchange import USUAL_EDL_RATE, Kind, kind_named
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from kling_desktop.domain.notice import Notice
    from kling_desktop.services.batch import AcceptedClip, Batch
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
    timeline: str = ""
    """The XML, OTIO or EDL whose clips these are; empty for files that were chosen."""
    folders: tuple[str, ...] = ()
    edl_rate: Fraction = USUAL_EDL_RATE
    left_out: tuple[Notice, ...] = ()
    """What could not be taken from the timeline."""

    @property
    def is_edl(self) -> bool:
        """Whether the rate at which it counts has to be told."""
        return kind_named(self.timeline) is Kind.EDL

    @property
    def has_missing(self) -> bool:
        """Whether clips of the timeline were not found."""
        return any(notice.code == "exchange_missing" for notice in self.left_out)

    @property
    def edits(self) -> int:
        """How many edits would be made, takes counted."""
        return len(self.batch.accepted) * self.takes if self.batch else 0

    @property
    def question(self) -> str:
        """`Make 6 edits with this prompt?`, or that there is none to make."""
        if self.batch is None or not self.edits:
            return tr("None of these files can be sent")
        return current().count(
            "Make {n} edit with this prompt?", "Make {n} edits with this prompt?", self.edits
        )

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
        return wording.sentences(self.left_out) + tuple(
            _told(PurePath(each.location).name, wording.sentence(each.notice)) for each in found
        )

    @property
    def accepted(self) -> tuple[str, ...]:
        """The clips that can be sent: name and length."""
        found = self.batch.accepted if self.batch else ()
        return tuple(_accepted(each) for each in found)


class BatchModel(Observed[BatchState]):
    """Owns the look at several clips; `asked` once when it begins, `sent` carries the new jobs."""

    asked = Signal()
    sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is looked at before `attach`."""
        super().__init__(BatchState(), parent)
        self._studio: Studio | None = None
        self._look: asyncio.Task[None] | None = None
        self._edit: EditorState | None = None

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

    def copy_from(self, path: str, edit: EditorState) -> None:
        """Ask about one edit for each clip of the timeline at `path`."""
        state = BatchState(timeline=path, takes=edit.takes, is_practice=edit.is_practice, is_over=False)
        if self._copy(state, edit):
            self.asked.emit()

    def look_in(self, folder: str) -> None:
        """Look for missing clips of the timeline below this folder too."""
        if self._edit is not None:
            self._copy(replace(self.state, folders=(*self.state.folders, folder)), self._edit)

    def count_at(self, rate: Fraction) -> None:
        """Read the EDL again, counted at `rate`."""
        if self._edit is not None:
            self._copy(replace(self.state, edl_rate=rate), self._edit)

    def _copy(self, state: BatchState, edit: EditorState) -> bool:
        if self._studio is None or self.state.is_sending:
            return False
        if self._look is not None:
            self._look.cancel()
        self._edit = edit
        self._become(replace(state, locations=(), done=0, batch=None, refusal="", left_out=()))
        self._look = self._studio.tasks.spawn("copy from a timeline", self._read(self._studio, edit))
        return True

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
            usual = studio.settings.prepare.treatment
            batch = await studio.batches.check(locations, edit.request, self._count, usual)
        except KlingError as error:
            self._update(refusal=wording.sentence(error.notice))
        else:
            self._update(batch=batch)

    async def _read(self, studio: Studio, edit: EditorState) -> None:
        state = self.state
        folders = [Path(folder) for folder in state.folders]
        try:
            copied = await studio.exchange.copy_from(Path(state.timeline), folders, state.edl_rate)
            locations = tuple(video.location for video in copied.videos)
            self._update(locations=locations, left_out=copied.left_out)
            batch = await studio.batches.check_videos(copied.videos, edit.request, self._count)
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


def _accepted(clip: AcceptedClip) -> str:
    place = clip.request.videos[0].place
    parts = [PurePath(clip.location).name, place.timecode if place else "", wording.seconds(clip.seconds)]
    if place and place.speed != 1:
        parts.append(tr("at {percent} %").format(percent=wording.rate(float(place.speed * 100))))
    if look := clip.request.videos[0].treatment.look:
        parts.append(tr("read as {look}").format(look=wording.look(look)))
    return " · ".join(part for part in parts if part)


def _told(name: str, sentence: str) -> str:
    return sentence if name in sentence else f"{name}: {sentence}"
