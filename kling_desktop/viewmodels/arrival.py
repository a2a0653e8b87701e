"""The arrival card of the take on show: what was found, its timeline file, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.arrival import Fix, Light
from kling_desktop.domain.cut import LookKind
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.timeline import AS_IT_IS, Fixes
from kling_desktop.i18n import tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable

    from kling_desktop.domain.arrival import Arrival
    from kling_desktop.domain.job import EditJob, Take
    from kling_desktop.domain.timeline import TimelineFile
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.showing import Showing, ShowingModel


@dataclass(frozen=True)
class Card:
    """What is known of take `number` of `job`; `is_making` while its timeline file is being written."""

    job: EditJob | None = None
    number: int = 0
    is_making: bool = False
    fraction: float | None = None
    refusal: str = ""

    @property
    def take(self) -> Take | None:
        """The take that it is about."""
        return self.job.takes[self.number] if self.job else None

    @property
    def arrival(self) -> Arrival | None:
        """What was measured; None until then."""
        return self.take.arrival if self.take else None

    @property
    def file(self) -> TimelineFile | None:
        """The timeline file as it was made, or why there is none; None until then."""
        return self.take.timeline if self.take else None

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to tell: the job's source is known."""
        return self.job is not None and self.job.recipe is not None

    @property
    def light(self) -> Light | None:
        """The worst of what was found; a timeline file that could not be made is red."""
        if self.file is not None and self.file.failure is not None:
            return Light.RED
        return self.arrival.light if self.arrival else None

    @property
    def fixes(self) -> Fixes:
        """What is mended in the timeline file now."""
        return self.take.fixes if self.take else AS_IT_IS

    @property
    def can_fill(self) -> bool:
        """Whether the source's own frames can stand beside the result's: not where a LUT lies between."""
        recipe = self.job.recipe if self.job else None
        return recipe is not None and (recipe.look is None or recipe.look.kind is LookKind.REC709)

    @property
    def can_match(self) -> bool:
        """Whether colour was measured, so that it can be matched."""
        return self.arrival is not None and self.arrival.measures.colour is not None

    @property
    def needs_source(self) -> bool:
        """Whether the timeline file waits for the source to be found."""
        failure = self.file.failure if self.file else None
        return failure is not None and failure.code == "timeline_source_gone"

    @property
    def about_file(self) -> str:
        """What became of the timeline file, in words."""
        if self.is_making:
            return tr("The timeline file is being made…")
        if self.file is None:
            return tr("There is no timeline file yet.")
        if self.file.failure is not None:
            return wording.sentence(self.file.failure)
        name = PurePath(self.file.path).name
        return "\n".join((tr("Timeline file: {name}").format(name=name), *wording.sentences(self.file.notes)))


class ArrivalModel(Observed[Card]):
    """Owns the card of the take on show, and the making of its timeline file anew.

    `another_wanted` carries the job of which another take is to be run; `made` once something was made.
    """

    made = Signal()
    another_wanted = Signal(object)

    def __init__(self, showing: ShowingModel, parent: QObject | None = None) -> None:
        """Follows what `showing` shows. Without effect until `attach`."""
        super().__init__(Card(), parent)
        self._studio: Studio | None = None
        self._work: asyncio.Task[None] | None = None
        self._turn = 0
        showing.bind(self._follow)

    def attach(self, studio: Studio) -> None:
        """Make files by an opened studio."""
        self._studio = studio
        studio.progress.subscribe(self._moved)

    def mend(self, fix: Fix) -> None:
        """Apply what a line of the card proposes, and make the timeline file again; or run another take."""
        arrival, fixes = self.state.arrival, self.state.fixes
        if fix is Fix.ANOTHER_TAKE:
            self.another_wanted.emit(self.state.job)
        elif arrival is not None:
            mended = {
                Fix.MATCH_COLOUR: replace(fixes, colour=fixes.colour or 1.0),
                Fix.SLIP: replace(fixes, slip=-arrival.slip),
                Fix.FILL: self.filled(fixes, is_filled=True),
            }[fix]
            self.make_again(mended)

    def filled(self, fixes: Fixes, is_filled: bool) -> Fixes:
        """`fixes` with black heads and tails filled from the source, or left as they are."""
        measures = self.state.arrival.measures if self.state.arrival else None
        head, tail = (measures.black_head, measures.black_tail) if measures and is_filled else (0, 0)
        return replace(fixes, fills_from_source=is_filled, black_head=head, black_tail=tail)

    def make_again(self, fixes: Fixes | None = None) -> None:
        """Make the timeline file again with `fixes`, or with those it has."""
        studio, state = self._studio, self.state
        if studio is not None and state.job is not None and not state.is_making:
            choice = studio.timeline.usual_choice(fixes if fixes is not None else state.fixes)
            self._begin(studio, studio.timeline.make_again(state.job.id, state.number, choice))

    def check_again(self) -> None:
        """Measure the result anew."""
        if self._studio is not None and self.state.job is not None and not self.state.is_making:
            work = self._studio.timeline.check_again(self.state.job.id, self.state.number)
            self._begin(self._studio, work)

    def relink(self, folder: str) -> None:
        """Look for the source below `folder`, and make the timeline file with it."""
        studio, state = self._studio, self.state
        if studio is not None and state.job is not None and not state.is_making:
            self._begin(studio, self._relink(studio, state.job.id, state.number, folder))

    def stop(self) -> None:
        """End what is being made; the file made before stays."""
        self._turn += 1
        if self._work is not None:
            self._work.cancel()
            self._work = None
        elif self._studio is not None and self.state.job is not None:
            self._studio.timeline.stop(self.state.job.id)
        self._update(is_making=False, fraction=None)

    async def _relink(self, studio: Studio, job_id: str, number: int, folder: str) -> None:
        await studio.timeline.relink(job_id, Path(folder))
        await studio.timeline.make_again(job_id, number)

    def _begin(self, studio: Studio, work: Awaitable[object]) -> None:
        self._update(is_making=True, fraction=None, refusal="")
        self._turn += 1
        self._work = studio.tasks.spawn("mend a result", self._try(work, self._turn))

    async def _try(self, work: Awaitable[object], turn: int) -> None:
        try:
            await work
        except KlingError as error:
            self._update(refusal=wording.sentence(error.notice))
        finally:
            # After a stop another one may be under way.
            if turn == self._turn:
                self._work = None
                self._update(is_making=False, fraction=None)
                self.made.emit()

    def _follow(self, showing: Showing) -> None:
        shown = showing.shown
        if shown is None:
            self._become(Card())
            return
        state = self.state
        is_same = state.job is not None and (state.job.id, state.number) == (shown.job.id, shown.number)
        card = replace(state if is_same else Card(), job=shown.job, number=shown.number)
        self._become(replace(card, is_making=self._makes(card)))

    def _moved(self, job_id: str) -> None:
        if self._studio is None or self.state.job is None or self.state.job.id != job_id:
            return
        fraction = self._studio.progress.of(job_id).fraction
        self._update(is_making=self._makes(self.state), fraction=fraction)

    def _makes(self, card: Card) -> bool:
        """Whether the card's file is being made: by the user's wish, or by itself for the first time."""
        is_user = self._work is not None and card.is_making
        if is_user or self._studio is None or card.job is None or card.file is not None:
            return is_user
        return self._studio.timeline.is_under_way(card.job.id)
