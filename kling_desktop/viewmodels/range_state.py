"""What the range panel shows, as one frozen value, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kling_desktop.domain.cut import Filling, Pace, Range, SourceLook, Treatment
from kling_desktop.domain.footage import names_camera
from kling_desktop.domain.portion import portion_of
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.domain.plan import Plan
    from kling_desktop.viewmodels.editor_state import Price

AS_USUAL = Treatment()
MARKED_HERE = 5
"""Seconds that *Mark 5 s here* marks."""
TOO_LONG = frozenset({"plan_too_long", "plan_too_long_frame_for_frame"})


@dataclass(frozen=True)
class Cut:
    """What is chosen of a clip and how it is treated: the part that undo brings back."""

    range: Range | None = None
    treatment: Treatment = AS_USUAL


class Extent(NamedTuple):
    """What a strip lights: a range, handles beside it, and from which frame on the service's cap cuts it."""

    first: int
    last: int
    before: int = 0
    after: int = 0
    cut_from: int | None = None


@dataclass(frozen=True)
class RangeState:
    """Everything the range panel shows; frames count from 0."""

    location: str = ""
    info: MediaInfo | None = None
    cut: Cut = Cut()
    plan: Plan | None = None
    price: Price | None = None
    playhead: int | None = None
    """The frame of the clip that the viewer shows; None while it shows something else."""
    is_running: bool = False
    """Whether the playhead moves by itself."""
    recalled: SourceLook | None = None
    """The look that the clip took by itself, because clips like it were read so."""

    @property
    def frames(self) -> int:
        """How many frames the clip has; 0 without a clip."""
        return self.info.frames if self.info else 0

    @property
    def count(self) -> TimecodeCount:
        """How the clip's frames are counted."""
        if self.info is None:
            return TimecodeCount(24)
        return TimecodeCount.of(self.info.rate, self.info.start_timecode)

    @property
    def marked(self) -> Range | None:
        """What is marked."""
        return self.cut.range

    @property
    def needs_range(self) -> bool:
        """Whether the clip is too long to be taken whole, and nothing of it is marked."""
        return self.marked is None and self.plan is not None and self._refusal_code == "plan_mark"

    @property
    def offers_here(self) -> bool:
        """Whether a part of the usual length can be marked: nothing is yet, and the clip is longer."""
        return self.marked is None and self.info is not None and self.info.seconds > MARKED_HERE

    @property
    def is_too_long(self) -> bool:
        """Whether more is meant than can go at once."""
        return self._refusal_code in TOO_LONG

    @property
    def fits_in_real_time(self) -> bool:
        """Whether what is too long frame for frame could go at its own rate."""
        if self.info is None or not self.is_too_long:
            return False
        treatment = replace(self.cut.treatment, pace=Pace.REAL_TIME)
        return portion_of(self.info, self.marked, treatment).refusal is None

    @property
    def meant(self) -> Range | None:
        """What is marked, or all of a clip that is taken whole."""
        if self.marked or self.info is None or self.plan is None or self.needs_range:
            return self.marked
        return Range(0, self.frames - 1)

    @property
    def extent(self) -> Extent | None:
        """What is lit on the strip; None while nothing is meant."""
        if self.meant is None or self.plan is None:
            return None
        first, last = self.meant.first, self.meant.last
        most = self.plan.refusal.values.get("most") if self.plan.refusal else None
        cut_from = first + int(most) if most is not None and first + int(most) <= last else None
        return Extent(first, last, self.plan.before, self.plan.after, cut_from)

    @property
    def marked_words(self) -> str:
        """In and out point, length and number of frames of what is meant; what to do while nothing is."""
        if self.info is None:
            return ""
        if self.meant is None:
            return tr("Mark the part to edit: I and O")
        count = self.count
        frames = current().count("{n} frame", "{n} frames", self.meant.frames)
        ends = f"{count.text(self.meant.first)} – {count.text(self.meant.last)}"
        return f"{ends} · {wording.frame_length(self.meant.frames, count.per_second)} · {frames}"

    @property
    def handles_words(self) -> str:
        """How many frames go along on each side, as `+12/+12`; empty where none do."""
        plan = self.plan
        return f"+{plan.before}/+{plan.after}" if plan and plan.before + plan.after else ""

    @property
    def plan_words(self) -> str:
        """The plan in one line, or why nothing can be sent yet."""
        if self.plan is None:
            return ""
        notice = self.plan.refusal or self.plan.summary
        return wording.sentence(notice)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth knowing besides."""
        return wording.sentences(self.plan.remarks) if self.plan else ()

    @property
    def is_refused(self) -> bool:
        """Whether something has to be done before anything can be sent."""
        return self.plan is not None and self.plan.refusal is not None

    @property
    def asks_for_filling(self) -> bool:
        """Whether made-up frames are needed or chosen, because the file has no more real ones."""
        if self.plan is None:
            return False
        return (
            self.plan.needs_filling or self.plan.filled > 0 or self.cut.treatment.filling is not Filling.NONE
        )

    @property
    def asks_for_look(self) -> bool:
        """Whether the picture looks like untagged log footage, and nobody has said how to read it."""
        return self.info is not None and self.info.is_flat and self.cut.treatment.look is None

    @property
    def recalled_words(self) -> str:
        """How the clip is read by itself, and why; empty where the user has said it, or as it is tagged."""
        look = self.recalled
        if self.info is None or look is None or look != self.cut.treatment.look:
            return ""
        is_of_camera = names_camera(self.info)
        words = (
            tr("Read as {look}, like the last clip from this camera and folder.")
            if is_of_camera
            else tr("Read as {look}, like the last clip from this folder.")
        )
        return words.format(look=wording.look(look))

    @property
    def _refusal_code(self) -> str:
        return self.plan.refusal.code if self.plan and self.plan.refusal else ""
