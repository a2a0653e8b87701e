"""The editor panel's model: the edit being set up, its draft, its price, and sending it."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.composing import unread
from kling_desktop.domain.cut import Treatment
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.leaps import Leaps
from kling_desktop.domain.plan import plan
from kling_desktop.domain.request import AspectRatio, EditRequest, Mode, ReferType, VideoInput, is_link
from kling_desktop.domain.sharing import direct
from kling_desktop.viewmodels.editor_state import MOST_TAKES, EditorState, Price, Source
from kling_desktop.viewmodels.locations import location_of
from kling_desktop.viewmodels.observed import Observed
from kling_desktop.viewmodels.trial import trial

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from kling_desktop.domain.cut import Range
    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.lint import Fix
    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.domain.plan import Plan
    from kling_desktop.domain.request import Fingerprint
    from kling_desktop.studio import Studio

SAME_EDIT_SECONDS = 30.0
CLIP_CHANGED = "draft_source_changed"
SAID_BY_THE_PICKER = "draft_source_gone"


class EditorModel(Observed[EditorState]):
    """Owns the edit being set up.

    `sent` carries the new jobs, `repeat_questioned` asks whether the same edit is really meant again;
    `picked` names a source that has just been chosen anew.
    """

    sent = Signal(object)
    repeat_questioned = Signal()
    picked = Signal(str)

    def __init__(self, now: Callable[[], float] = monotonic, parent: QObject | None = None) -> None:
        """Usable at once for typing; `attach` adds the engine. `now` gives seconds that only run forward."""
        super().__init__(EditorState(), parent)
        self._now = now
        self._studio: Studio | None = None
        self._is_restored = False
        self._leaps = Leaps()
        self._last: tuple[EditRequest, int, float] | None = None
        self._based_on = ("", "")
        self._looking: asyncio.Task[None] | None = None

    def restore(self, draft: Draft) -> None:
        """Show the edit that was being set up; what was typed before it was there is kept too."""
        self._is_restored = True
        merged = _merged(self.state.request, draft)
        aside = () if merged.source else draft.aside
        self._become(replace(self.state, request=merged, takes=draft.takes, aside=aside))
        if self.state.request.source:
            self._look(self.state.request.source.location)

    async def attach(self, studio: Studio) -> None:
        """Work with an opened studio: its draft unless one is shown already, its account, its prices."""
        self._studio = studio
        studio.account.subscribe(self._account_changed)
        studio.routes.subscribe(self._account_changed)
        studio.settings.subscribe(self._account_changed)
        self._become(replace(self.state, is_open=True))
        self._account_changed(None)
        if self._is_restored and self.state.request.source:
            self._look(self.state.request.source.location)
        studio.tasks.spawn("look at the draft", self._restore(studio))

    async def _restore(self, studio: Studio) -> None:
        restored = await studio.drafts.restore()
        if restored is not None:
            if not self._is_restored:
                self.restore(restored.draft)
            for notice in restored.notices:
                if notice.code != SAID_BY_THE_PICKER:
                    studio.desk.post(notice)
        self._keep_draft()

    def close(self) -> None:
        """The window is about to close: nothing more is sent."""
        self._change(is_closing=True)

    def set_prompt(self, text: str) -> None:
        """The prompt, exactly as it will be sent."""
        self._edit(prompt=text)

    def retrace_prompt(self, text: str) -> None:
        """The prompt as undo or redo left it; media whose numbers were moved with it go back too."""
        self.arrange(lambda request: self._leaps.retraced(request, text))

    def mend(self, fix: Fix) -> None:
        """Apply a fix of the advice on the prompt as it stands."""
        self._edit(prompt=fix.applied(self.state.request.prompt))

    def set_negative_prompt(self, text: str) -> None:
        """What must not be in the picture."""
        self._edit(negative_prompt=text)

    def set_mode(self, mode: Mode) -> None:
        """Size and quality of the result."""
        self._edit(mode=mode)

    def set_aspect_ratio(self, ratio: AspectRatio | None) -> None:
        """Shape of the result; None is the shape of the source."""
        self._edit(aspect_ratio=ratio)

    def set_keep_sound(self, is_kept: bool) -> None:
        """Whether the source's sound goes with the result."""
        self._edit(keep_sound=is_kept)

    def set_takes(self, takes: int) -> None:
        """How many results to ask for at once (1–4), each paid for."""
        takes = min(max(takes, 1), MOST_TAKES)
        if takes != self.state.takes:
            self._change(takes=takes)
            self._keep_draft()

    def choose_source(self, text: str) -> None:
        """Take a path or an http(s) address as the source, in place of the one before.

        Text that is neither leaves the source as it was and says so in `refusal`.
        """
        try:
            location = location_of(text)
            location = direct(location).url if is_link(location) else location
        except BadInput as error:
            self._change(refusal=error.notice)
            return
        same = next((each for each in self.state.request.videos[:1] if each.location == location), None)
        # The same clip again, perhaps saved anew: what was marked in it still stands.
        others = self.state.request.videos[1:] or self.state.aside
        if same is None:
            self.picked.emit(location)
        # Before the edit: kept with it, they would be there twice after a crash.
        self._change(aside=())
        self._edit(videos=(same or self._new_video(location), *others))
        self._look(location)

    def _new_video(self, location: str) -> VideoInput:
        if self._studio is None:
            return VideoInput(location)
        return VideoInput(location, treatment=self._studio.settings.prepare.treatment)

    def show_link(self, found: Source) -> None:
        """What was found out about the link that is the source; without effect when it no longer is."""
        if self.state.source is not None and self.state.source.location == found.location:
            self._change(source=found)

    def set_cut(self, marked: Range | None, treatment: Treatment) -> None:
        """Which part of the source is meant, and how it is prepared."""
        if self.state.request.videos:
            first, *others = self.state.request.videos
            self._edit(videos=(replace(first, range=marked, treatment=treatment), *others))

    def remove_source(self) -> None:
        """Have no source; the prompt stays as it is, further videos wait for the next source."""
        self._stop_looking()
        others = self.state.request.videos[1:] or self.state.aside
        bare = replace(self.state.request, videos=())
        self._change(source=None, request=bare, aside=others, refusal=None)
        self._keep_draft()

    def add_extra(self, location: str) -> None:
        """Have a further video, at a path or an address, that is only looked at. Needs a source."""
        video = replace(self._new_video(location), refer=ReferType.FEATURE)
        self._edit(videos=(*self.state.request.videos, video))

    def show_extra(self, found: Source, fingerprint: Fingerprint | None = None) -> None:
        """What was found out about a further video; without effect when it is none any longer."""
        request = self.state.request
        places = {each.location for each in request.videos[1:]}
        if found.location not in places:
            return
        kept = (each for each in self.state.extras if each.location in places - {found.location})
        others = (_identified(each, found.location, fingerprint) for each in request.videos[1:])
        request = replace(request, videos=(*request.videos[:1], *others))
        self._change(extras=(*kept, found), request=request)

    def show_form(self, carries_extras: bool) -> None:
        """Whether the account's request form can carry further videos."""
        self._change(carries_extras=carries_extras)

    def arrange(self, change: Callable[[EditRequest], EditRequest]) -> None:
        """Change media and prompt of the edit together, so that references follow their media."""
        before = self.state.request.source
        changed = change(self.state.request)
        if changed.source is not None:
            self._change(aside=())
        self._edit_as(changed)
        source = self.state.request.source
        if source is None:
            self._change(source=None)
        elif before is None or before.location != source.location:
            self._look(source.location)

    def use_again(self, job: EditJob) -> None:
        """Set up the edit of a task again, media included; what is sent next is a version of that one."""
        self._change(aside=())
        self._edit_as(job.request)
        self._based_on = (job.id, job.request.source.location if job.request.source else "")
        if job.request.source:
            self._look(job.request.source.location)
        else:
            self._change(source=None)

    def generate(self, is_meant_again: bool = False) -> None:
        """Send the edit, unless something is missing; asks first when it was just sent."""
        if self._studio is None or self.state.reason:
            return
        request, takes = self.state.request, self.state.takes
        if not is_meant_again and self._is_repeat((unread(request), takes)):
            self.repeat_questioned.emit()
            return
        self._change(is_sending=True, refusal=None)
        self._studio.tasks.spawn("generate", self._send(self._studio, request, takes))

    @property
    def trial_price(self) -> tuple[float, Price] | None:
        """Seconds and price of a test of the prompt; None where there is none to be had."""
        tested = trial(self.state)
        if self._studio is None or tested is None:
            return None
        cost = self._studio.spend.estimate(tested.seconds, tested.request.mode)
        return tested.seconds, Price(cost.amount, cost.currency, cost.is_own)

    def test_prompt(self) -> None:
        """Send the first seconds in Standard; the edit that is set up stays as it is."""
        tested = trial(self.state)
        if self._studio is not None and tested is not None:
            self._change(is_sending=True, refusal=None)
            self._studio.tasks.spawn("test the prompt", self._send(self._studio, tested.request, 1))

    async def _send(self, studio: Studio, request: EditRequest, takes: int) -> None:
        try:
            jobs = await studio.jobs.start(request, takes, parent=self._parent_of(request))
        except KlingError as error:
            self._change(refusal=error.notice)
            if error.notice.code == CLIP_CHANGED:
                self._look_anew()
        else:
            self._last = (unread(request), takes, self._now())
            self.sent.emit(jobs)
        finally:
            self._change(is_sending=False)

    def _parent_of(self, request: EditRequest) -> str:
        parent, location = self._based_on
        return parent if request.source is not None and request.source.location == location else ""

    def _is_repeat(self, edit: tuple[EditRequest, int]) -> bool:
        if self._last is None:
            return False
        *last, when = self._last
        return tuple(last) == edit and self._now() - when < SAME_EDIT_SECONDS

    def count_again(self) -> None:
        """The rates have changed: the price is another one."""
        self._change()

    def _look(self, location: str) -> None:
        self._stop_looking()
        if is_link(location):
            # A LinkSourceModel finds out more.
            self._change(source=Source(location))
            return
        self._change(source=Source(location, is_looking=True))
        if self._studio is not None:
            look = self._find_out(self._studio, location)
            self._looking = self._studio.tasks.spawn("look at the source", look)

    def _look_anew(self) -> None:
        # Once it was said, the clips are those that are there now.
        self._change(request=unread(self.state.request))
        if self.state.request.source:
            self._look(self.state.request.source.location)

    def _stop_looking(self) -> None:
        # A clip on a slow drive would keep a worker busy for an answer that nobody waits for.
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _find_out(self, studio: Studio, location: str) -> None:
        try:
            info = await studio.clips.facts(location)
            self._show_facts(location, info)
            clip = await studio.clips.look(location, self._known(location))
        except KlingError as error:
            found = Source(location, refusal=error.notice)
            fingerprint = None
        else:
            found = Source(location, clip.info, notices=clip.notices)
            fingerprint = clip.fingerprint
        source = self.state.request.source
        if source is None or source.location != location:
            return
        videos = (replace(source, fingerprint=fingerprint), *self.state.request.videos[1:])
        self._change(source=found, request=replace(self.state.request, videos=videos))

    def _known(self, location: str) -> Fingerprint | None:
        source = self.state.request.source
        return source.fingerprint if source is not None and source.location == location else None

    def _show_facts(self, location: str, info: MediaInfo) -> None:
        # Its fingerprint takes a while for a large file: only sending waits for that.
        source = self.state.source
        if source is not None and source.location == location:
            self._change(source=replace(source, info=info, is_looking=False))

    def _edit(self, **changes: object) -> None:
        self._edit_as(replace(self.state.request, **changes))  # type: ignore[arg-type]

    def _edit_as(self, request: EditRequest) -> None:
        if request != self.state.request:
            self._change(request=request, refusal=None)
            self._keep_draft()

    def _keep_draft(self) -> None:
        if self._studio is not None:
            state = self.state
            self._studio.drafts.keep(Draft(state.request, state.takes, state.aside))

    def _account_changed(self, _: object) -> None:
        if self._studio is not None:
            account = self._studio.account
            self._change(
                is_practice=account.is_practice,
                account=account.problem,
                link_problem=self._studio.projects.problem or self._studio.routes.problem,
            )

    def _change(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._leaps.note(self.state.request, state.request)
        state = replace(state, plan=_plan(self.state, state))
        self._become(replace(state, price=self._price(state), is_imitated=self._is_imitated(state)))

    def _price(self, state: EditorState) -> Price | None:
        seconds = state.paid_seconds
        if self._studio is None or not seconds:
            return None
        cost = self._studio.spend.estimate(seconds, state.request.mode, state.takes)
        return Price(cost.amount, cost.currency, cost.is_own)

    def _is_imitated(self, state: EditorState) -> bool:
        if self._studio is None or not state.is_practice or not state.request.prompt.strip():
            return True
        return bool(self._studio.practice.imitates(state.request.prompt))


def _plan(before: EditorState, state: EditorState) -> Plan | None:
    video, source = state.request.source, state.source
    if video is None or source is None or source.info is None or source.is_link:
        return None
    if source is before.source and video == before.request.source:
        return before.plan
    return plan(source.info, video.range, video.treatment)


def _identified(video: VideoInput, location: str, fingerprint: Fingerprint | None) -> VideoInput:
    is_it = video.location == location and fingerprint is not None
    return replace(video, fingerprint=fingerprint) if is_it else video


def _merged(typed: EditRequest, draft: Draft) -> EditRequest:
    """The edit of the draft with what was set before it was there: neither text may be lost."""
    request = draft.request
    if typed.prompt and typed.prompt != request.prompt:
        request = replace(request, prompt=f"{typed.prompt}\n{request.prompt}".rstrip("\n"))
    chosen = (*typed.videos, *draft.aside) if typed.videos else request.videos
    return replace(request, videos=chosen)
