"""Extra reference videos of the edit: what each is for, what was found out of it, whether more can come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_desktop.domain.composing import rearranged, with_source
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.limits import check_video
from kling_desktop.domain.plan import plan
from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import EditRequest, ReferType, is_link
from kling_desktop.domain.sharing import direct
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels.editor_state import NOTHING_YET, Source
from kling_desktop.viewmodels.locations import location_of
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kling_desktop.domain.answers import RequestForm
    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.domain.notice import Notice
    from kling_desktop.domain.request import Fingerprint, VideoInput
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor import EditorModel
    from kling_desktop.viewmodels.editor_state import EditorState

MOST_EXTRAS = 4
"""The service names no limit; more would hardly be meant."""


@dataclass(frozen=True)
class ExtraVideos:
    """What the section shows: the edit, what is known of its further videos, the last text refused."""

    request: EditRequest = NOTHING_YET
    looks: tuple[Source, ...] = ()
    aside: int = 0
    """How many wait for the next source."""
    is_carried: bool = True
    loss: str = ""
    """Why the edit cannot go with its further videos; empty when it can."""
    refusal: Notice | None = None

    @property
    def videos(self) -> tuple[VideoInput, ...]:
        """The further videos; the first of them is `@Video2`."""
        return self.request.videos[1:]

    @property
    def free(self) -> int:
        """How many more may be added."""
        is_possible = self.is_carried and self.request.source is not None
        return max(0, MOST_EXTRAS - len(self.videos)) if is_possible else 0

    @property
    def reason(self) -> str:
        """Why none can be added now; empty when one can."""
        if not self.is_carried:
            return tr("This account's request form carries one video: extra videos cannot be sent.")
        if self.aside:
            return current().count(
                "{n} extra video comes back with the next source.",
                "{n} extra videos come back with the next source.",
                self.aside,
            )
        if self.request.source is None:
            return tr("Choose the video to edit first.")
        return "" if self.free else tr("An edit takes at most {n} extra videos.").format(n=MOST_EXTRAS)

    def look(self, video: VideoInput) -> Source:
        """What is known of a further video."""
        return next((each for each in self.looks if each.location == video.location), Source(video.location))


class ExtraVideosModel(Observed[ExtraVideos]):
    """Changes the further videos of an edit and looks at each, for as long as it is one of them."""

    def __init__(self, editor: EditorModel, parent: QObject | None = None) -> None:
        """The edit is that of `editor`."""
        super().__init__(ExtraVideos(), parent)
        self._editor = editor
        self._studio: Studio | None = None
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._form: RequestForm | None = None
        editor.bind(self._follow)

    def attach(self, studio: Studio) -> None:
        """Look through an opened studio, and learn what the account's request form can carry."""
        self._studio = studio
        studio.account.subscribe(lambda _: self._ask())
        studio.settings.subscribe(lambda _: self._ask())
        studio.jobs.subscribe(self._job_saved)
        self._ask()
        self._follow(self._editor.state)

    def add(self, texts: Sequence[str]) -> None:
        """Take paths or http(s) addresses, as many as there is room for, only to be looked at."""
        self._update(refusal=None)
        for text in texts[: self.state.free]:
            try:
                location = location_of(text)
                self._editor.add_extra(direct(location).url if is_link(location) else location)
            except BadInput as error:
                self._update(refusal=error.notice)

    def remove(self, place: int) -> None:
        """Take the further video at `place` (from 0) out of the edit; references follow the others."""
        self._update(refusal=None)
        order = [each for each in range(len(self.state.request.videos)) if each != place + 1]
        self._editor.arrange(lambda request: rearranged(request, ReferenceKind.VIDEO, order))

    def use_as(self, place: int, purpose: ReferType) -> None:
        """Say what the further video at `place` (from 0) is for.

        One video of an edit is edited: one that is to be it changes places with the source.
        """
        if purpose is ReferType.BASE:
            self._editor.arrange(lambda request: with_source(request, place + 1))
        else:
            self._editor.arrange(lambda request: with_source(request, 0))

    def _follow(self, state: EditorState) -> None:
        self._update(
            request=state.request,
            looks=state.extras,
            aside=len(state.aside),
            is_carried=state.carries_extras,
            loss=state.extras_loss,
        )
        videos = {each.location: each for each in self.state.videos}
        for gone in self._looking.keys() - videos.keys():
            self._looking.pop(gone).cancel()
        if self._studio is not None:
            for location in videos.keys() - self._looking.keys():
                look = self._look(self._studio, videos[location])
                self._looking[location] = self._studio.tasks.spawn("look at an extra video", look)

    async def _look(self, studio: Studio, video: VideoInput) -> None:
        self._editor.show_extra(Source(video.location, is_looking=True))
        fingerprint = None
        try:
            if video.is_local:
                found, fingerprint = await self._read(studio, video)
            else:
                clip = await studio.link_sources.look(video.location)
                found = Source(video.location, clip.info, notices=clip.broken, warning=clip.warning)
        except KlingError as error:
            found = Source(video.location, refusal=error.notice)
        self._editor.show_extra(found, fingerprint)

    async def _read(self, studio: Studio, video: VideoInput) -> tuple[Source, Fingerprint]:
        clip = await studio.clips.look(video.location, video.fingerprint)
        notices = clip.notices or _unsendable(clip.info, video)
        return Source(video.location, clip.info, notices=notices), clip.fingerprint

    def _ask(self) -> None:
        if self._studio is not None:
            self._studio.tasks.spawn("ask for the request form", self._show_form(self._studio))

    async def _show_form(self, studio: Studio) -> None:
        try:
            is_carried = await studio.forms.carries_extra_videos(studio.account.site.name)
        except KlingError:
            # The task list says what is wrong with the journal.
            return
        self._editor.show_form(is_carried)

    def _job_saved(self, job: EditJob) -> None:
        if job.task_id and job.form is not self._form:
            self._form = job.form
            self._ask()


def _unsendable(info: MediaInfo, video: VideoInput) -> tuple[Notice, ...]:
    """What preparing cannot mend: of a further video no part can be marked, so its length is said."""
    refusal = plan(info, video.range, video.treatment).refusal
    if refusal is None:
        return ()
    return tuple(each for each in check_video(info) if each.code == "video_length") or (refusal,)
