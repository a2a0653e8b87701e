"""The engine's front: start an edit, and what the user may want of a job."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from kling_desktop.api.forms import other_form
from kling_desktop.domain.composing import unread
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.follow_up import FollowUp, follow_ups, left_behind, with_less, without_frames
from kling_desktop.domain.job import ENDED, UNSENT, EditJob, Failure, JobState
from kling_desktop.domain.limits import check_request
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.plan import check_element_clip, plan
from kling_desktop.domain.request import EditRequest, Element, Mode, VideoInput
from kling_desktop.services.account import Account
from kling_desktop.services.caps import LONGEST
from kling_desktop.services.clips import Clip, Clips
from kling_desktop.services.clock import Clock
from kling_desktop.services.crew import Crew
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.link_giving import LinkGiving
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.services.projects import Projects
from kling_desktop.services.spend import Spend

CHANGED = "source_changed"
CLIP_CHANGED = "draft_source_changed"
"""Why `check` refuses an edit whose clip is no longer the one that was chosen."""


class Jobs:
    """Makes jobs and passes wishes to their owners; the one listener interface of the faces."""

    def __init__(
        self,
        ledger: Ledger,
        crew: Crew,
        account: Account,
        clips: Clips,
        spend: Spend,
        routes: LinkRoutes,
        giving: LinkGiving,
        projects: Projects,
        clock: Clock,
        results_folder: Callable[[], Path],
        seconds_of_link: Callable[[str], float],
    ) -> None:
        """`results_folder` tells where takes of new jobs go, `seconds_of_link` 0 where nobody knows."""
        self._ledger = ledger
        self._crew = crew
        self._account = account
        self._clips = clips
        self._spend = spend
        self._routes = routes
        self._giving = giving
        self._projects = projects
        self._clock = clock
        self._results_folder = results_folder
        self._seconds_of_link = seconds_of_link

    @property
    def open(self) -> Mapping[str, EditJob]:
        """The jobs in memory: open ones and those that ended since the start."""
        return self._ledger.jobs

    def subscribe(self, listener: Callable[[EditJob], None]) -> Callable[[], None]:
        """Call `listener` with each saved job until the returned function is called."""
        return self._ledger.subscribe(listener)

    async def start(
        self, request: EditRequest, takes: int = 1, folder: Path | None = None, parent: str = ""
    ) -> tuple[EditJob, ...]:
        """Put `takes` jobs of one edit on disk and begin them; they are saved when this returns.

        `parent` is the id of the job whose settings it was made from.

        Raises BadInput when the edit cannot be sent as it is.
        """
        return await self.start_checked(*await self.check(request), takes, folder, parent)

    async def start_checked(
        self,
        request: EditRequest,
        seconds: float,
        takes: int = 1,
        folder: Path | None = None,
        parent: str = "",
    ) -> tuple[EditJob, ...]:
        """As `start`, for an edit and its seconds as `check` gave them a moment ago."""
        return await self.start_all(((request, seconds),), takes, folder, parent)

    async def start_all(
        self,
        edits: Iterable[tuple[EditRequest, float]],
        takes: int = 1,
        folder: Path | None = None,
        parent: str = "",
    ) -> tuple[EditJob, ...]:
        """As `start_checked`, for several: either all are on disk and begun, or none is."""
        jobs = [self._made(request, seconds, folder, parent) for request, seconds in edits]
        return await self._begin(*(replace(job, id=uuid.uuid4().hex) for job in jobs for _ in range(takes)))

    def _made(self, request: EditRequest, seconds: float, folder: Path | None, parent: str) -> EditJob:
        # A link that nobody could look at has no length: better too much in the sums than nothing.
        price = str(self._spend.estimate(seconds or LONGEST, request.mode).amount)
        return EditJob(
            id="",
            site=self._account.site.name,
            request=request,
            created=self._clock.now(),
            folder=str(folder or self._results_folder()),
            seconds=seconds,
            price=price,
            parent=parent,
            project=self._projects.current.name,
        )

    async def check(self, request: EditRequest) -> tuple[EditRequest, float]:
        """The edit with its clips identified, and the seconds that go, 0 if unknown.

        Raises BadInput; `CLIP_CHANGED` when a clip is another than that of its fingerprint.
        """
        broken = check_request(request)
        if broken:
            raise BadInput(broken[0].code, **broken[0].values)
        problem = None if self._account.is_practice else self._link_problem
        if problem and any(video.is_local for video in request.clips):
            raise BadInput(problem.code, **problem.values)
        videos, seconds = [], 0.0
        for number, video in enumerate(request.videos):
            checked, length = await self._checked(video)
            videos.append(checked)
            seconds = length if number == 0 else seconds
        elements = tuple(
            [await self._with_clips(element, at) for at, element in enumerate(request.elements, start=1)]
        )
        return replace(request, videos=tuple(videos), elements=elements), seconds

    async def _with_clips(self, element: Element, number: int) -> Element:
        name = element.name or str(number)
        videos = tuple([await self._identified(video, name) for video in element.videos])
        return element if videos == element.videos else replace(element, videos=videos)

    async def _identified(self, video: VideoInput, element: str) -> VideoInput:
        """A video of an element, a file by its content. Raises BadInput when it cannot be one."""
        if not video.is_local:
            return video
        clip = await self._same_clip(video)
        if unfit := check_element_clip(element, clip.path.name, clip.info, video):
            raise BadInput(unfit.code, **unfit.values)
        return replace(video, location=clip.video.location, fingerprint=clip.fingerprint)

    async def _same_clip(self, video: VideoInput) -> Clip:
        """The file of a video. Raises BadInput when it is no longer the one that was chosen."""
        known = video.fingerprint
        clip = await self._clips.look(video.location, known)
        # Marks, price and what the prompt says of it belong to the clip that was looked at.
        if known is not None and clip.fingerprint.sha256 != known.sha256:
            raise BadInput(CLIP_CHANGED, name=clip.path.name)
        return clip

    @property
    def _link_problem(self) -> Notice | None:
        return self._projects.problem or self._routes.problem

    def stop(self, job_id: str) -> None:
        """Do not send the job, or follow it no longer; a paid step that is under way is finished first."""
        self._crew.stop(job_id)

    def ask_now(self, job_id: str) -> None:
        """Go on at once: ask the service now, or send what was held."""
        self._crew.wake(job_id)

    def send_over_cap(self, job_id: str) -> None:
        """Send a job that is held because it goes over a cap."""
        self._crew.send_over_cap(job_id)

    def pause(self) -> None:
        """Send nothing new; what is at the service goes on."""
        self._crew.line.pause()

    def resume(self) -> None:
        """Send again, in order."""
        self._crew.line.resume()

    def send_next(self, job_id: str) -> None:
        """Put a waiting job at the head of the line."""
        self._crew.line.move(job_id, 0)

    async def give_up(self, job_id: str) -> EditJob:
        """End an unsent job that is held, as failed and not charged, for the reason that it is held for."""
        if self._ledger.jobs[job_id].state not in UNSENT:
            return self._ledger.jobs[job_id]
        async with self._crew.dismissed(job_id):
            job = await self._saved_last(job_id)
            if job.state not in UNSENT:
                return job
            reason = job.held or Notice("stopped")
            failure = replace(job.failure, notice=reason) if job.failure else Failure(reason)
            ended = self._clock.now()
            return await self._ledger.save(job.moved(JobState.FAILED, failure=failure, ended=ended))

    async def run_again(self, job_id: str) -> EditJob:
        """A new job with the same settings."""
        return await self._begin_one(self._anew(await self._ledger.find(job_id)))

    async def run_in_pro(self, job_id: str) -> EditJob:
        """A new job with the same settings in the mode Professional: another take, not this one sharper."""
        job = await self._ledger.find(job_id)
        return await self._begin_one(self._anew(replace(job, request=replace(job.request, mode=Mode.PRO))))

    async def follow_again(self, job_id: str) -> EditJob:
        """Follow a stopped job that has a task at the service."""
        job = await self._ledger.find(job_id)
        return self._crew.take_on(await self._ledger.save(job.moved(JobState.QUEUED, ended=0.0, tries=0)))

    async def send_again(self, job_id: str) -> EditJob:
        """For an unknown job: a new job linked to it; the old one stays in the ledger as unknown."""
        return await self._begin_one(self._anew(await self._unknown(job_id)))

    async def send_changed(self, job_id: str) -> EditJob:
        """For a job that is held since its clip changed: a new linked job by the clip as it is now.

        The old one ends. Raises BadInput when the clip cannot go as it is now.
        """
        job = await self._ledger.find(job_id)
        if job.state is not JobState.PREPARING or job.held is None or job.held.code != CHANGED:
            raise BadInput("not_offered")
        request, seconds = await self.check(unread(job.request))
        price = str(self._spend.estimate(seconds or LONGEST, request.mode).amount)
        async with self._crew.dismissed(job_id):
            # Looking at the clip takes a while: the job may be sent by now, or have been replaced.
            job = await self._saved_last(job_id)
            if job.state not in UNSENT:
                raise BadInput("not_offered")
            begun = replace(self._anew(job), request=request, seconds=seconds, price=price)
            ended = job.moved(JobState.STOPPED, ended=self._clock.now(), failure=None)
            return self._crew.take_on(await self._ledger.replace(ended, begun))

    async def send_without_frames(self, job_id: str) -> EditJob:
        """For a refused job that `follow_ups` offers it for: a new linked job without frames."""
        job = await self._offered(job_id, FollowUp.WITHOUT_FRAMES)
        return await self._begin_one(replace(self._anew(job), request=without_frames(job.request)))

    async def send_with_less(self, job_id: str) -> EditJob:
        """For a refused job that `follow_ups` offers it for: a new linked job with what its site can take.

        Raises BadInput when the prompt names a video that would be left out.
        """
        job = await self._offered(job_id, FollowUp.WITH_LESS)
        named = left_behind(job.request)
        if named:
            raise BadInput("prompt_names_lost", tokens=", ".join(each.token for each in named))
        form = other_form(job.form) if job.form else None
        return await self._begin_one(replace(self._anew(job), request=with_less(job.request), form=form))

    async def star(self, job_id: str, take: int) -> EditJob:
        """Make a take (from 1) the winner among those that were sent together; 0 takes the star off.

        Raises BadInput for a job that has no such take.
        """
        job = await self._ledger.find(job_id)
        if not 0 <= take <= len(job.files):
            raise BadInput("no_such_take", take=take)
        if take:
            for other in await self._ledger.sent_together(job):
                if other.starred and other.id != job.id:
                    await self._ledger.change(other.id, lambda now: now.changed(starred=0))
        return await self._ledger.change(job_id, lambda now: now.changed(starred=take))

    async def close_unresolved(self, job_id: str) -> EditJob:
        """For an unknown job: stop asking the user; it stays in the ledger as perhaps charged."""
        job = await self._unknown(job_id)
        return await self._ledger.save(job.moved(JobState.STOPPED, ended=self._clock.now()))

    async def give_task_id(self, job_id: str, task_id: str) -> EditJob:
        """For an unknown job: follow the task that the user found in the account. Raises BadInput."""
        job = await self._unknown(job_id)
        found = task_id.strip()
        await self._crew.confirm(job, found)
        queued = job.moved(JobState.QUEUED, task_id=found, accepted=self._clock.now(), failure=None)
        return self._crew.take_on(await self._ledger.save(queued))

    async def give_link(self, job_id: str, text: str, *, is_sure: bool = True) -> Notice | None:
        """For a job that waits for it: the link to the clip that the user uploaded.

        What it returns is worth a word, but stops nothing. Raises BadInput when it cannot be the clip,
        Doubtful when it may not be, unless the user `is_sure`.
        """
        job = await self._ledger.find(job_id)
        warning = await self._giving.take(job, text, is_sure=is_sure)
        # Other takes wait for the same link; and whoever pastes it need not be asked whether to send.
        for each in tuple(self._ledger.jobs.values()):
            if each.held == job.held:
                self._crew.wake(each.id)
        return warning

    async def _saved_last(self, job_id: str) -> EditJob:
        # The owner may have been ended while a save of its was under way.
        return await self._ledger.read_again(job_id) or self._ledger.jobs[job_id]

    async def _unknown(self, job_id: str) -> EditJob:
        job = await self._ledger.find(job_id)
        if job.state is not JobState.UNKNOWN:
            raise BadInput("not_unknown")
        return job

    async def _offered(self, job_id: str, wanted: FollowUp) -> EditJob:
        job = await self._ledger.find(job_id)
        if wanted not in follow_ups(job):
            raise BadInput("not_offered")
        return job

    def _anew(self, job: EditJob) -> EditJob:
        # By the rate of now: the one of then may have been corrected by a bill.
        price = self._spend.estimate(job.seconds or LONGEST, job.request.mode).amount
        return EditJob(
            id=uuid.uuid4().hex,
            site=job.site,
            request=job.request,
            created=self._clock.now(),
            folder=job.folder,
            parent=job.id,
            seconds=job.seconds,
            price=str(price),
            project=job.project,
        )

    async def _begin(self, *jobs: EditJob) -> tuple[EditJob, ...]:
        return tuple([self._crew.take_on(job) for job in await self._ledger.add(*jobs)])

    async def _begin_one(self, job: EditJob) -> EditJob:
        return (await self._begin(job))[0]

    async def _checked(self, video: VideoInput) -> tuple[VideoInput, float]:
        if not video.is_local:
            return video, self._seconds_of_link(video.location)
        clip = await self._same_clip(video)
        made = plan(clip.info, video.range, video.treatment)
        if made.refusal:
            raise BadInput(made.refusal.code, **made.refusal.values)
        identified = replace(video, location=clip.video.location, fingerprint=clip.fingerprint)
        return identified, made.seconds


SELF_MENDING = frozenset(
    {"upload_failed", "practice_failed", "storage_unreachable", "form_unreachable", "form_busy"}
)
"""Reasons to be held that the engine tries again by itself, without a person."""


def is_resting(job: EditJob) -> bool:
    """Whether nothing more happens to the job without a person."""
    is_held = job.held is not None and job.held.code not in SELF_MENDING
    return job.state in ENDED or job.state is JobState.UNKNOWN or is_held
