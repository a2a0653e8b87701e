"""Every kind of answer that the outside can give, and a record of what was seen of each job."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from kling_desktop.api.faults import DownloadFailed
from kling_desktop.domain.answers import PollTrouble, PostAnswer, Progress, TaskAnswer
from kling_desktop.domain.errors import DiskFull, FolderGone, KlingError
from kling_desktop.domain.job import MOVES, Charge, EditJob, JobState
from kling_desktop.domain.outcome import Outcome, Transport
from kling_desktop.studio import Studio
from tests.support.engine import completed, expired, failed, lost, nobody, refused, running, waiting
from tests.support.stage import Held

S = JobState
NO_TASK: dict[str, Callable[[], PostAnswer]] = {
    "nobody there": nobody,
    "429": lambda: refused(429, retry_after=20.0),
    "503 with Retry-After": lambda: refused(503, retry_after=2.0),
    "401": lambda: refused(401),
    "402": lambda: refused(402),
    "422 of a form": lambda: refused(422, "video_list"),
    "422 of the prompt": lambda: refused(422, "prompt"),
    "302": lambda: refused(302),
}
UNCLEAR: dict[str, Callable[[], PostAnswer]] = {
    "cut": lost,
    **{
        str(status): partial(PostAnswer, Outcome.UNKNOWN, Transport.ANSWERED, status)
        for status in (200, 408, 409, 500, 502, 503, 504)
    },
}
TOLD: dict[str, TaskAnswer] = {
    "waiting": waiting(),
    "running": running(),
    "odd": TaskAnswer("paused", Progress.UNRECOGNISED),
    "completed": completed(),
    "completed with two": completed("https://cdn.example/a.mp4", "https://cdn.example/b.mp4"),
    "completed with none": TaskAnswer("completed", Progress.COMPLETED),
    "failed": failed(),
}
FULL = DiskFull("disk_full", folder="x")
FETCHED: dict[str, KlingError] = {
    "expired": expired(),
    "cut": DownloadFailed("download_cut", host="cdn.example"),
    "too big": DownloadFailed("result_too_big", megabytes=9000),
    "full": FULL,
    "gone": FolderGone("folder_gone", folder="x", reason="gone"),
}
ACCEPTED, ACCEPTED_AND_LOST, ACCEPTED_AS_ANOTHER = "accepted", "accepted, lost", "accepted as another"
POSTED = [*[ACCEPTED] * 12, *[ACCEPTED_AND_LOST] * 3, ACCEPTED_AS_ANOTHER, *NO_TASK, *UNCLEAR]
ASKED = [*TOLD, *["completed"] * 6, *PollTrouble]
DELIVERED = [*["whole"] * 5, "broken", *FETCHED]


class Record:
    """What was seen of every job; notes each thing that must not be."""

    def __init__(self) -> None:
        self.jobs: dict[str, EditJob] = {}
        self.posts: dict[str, list[str]] = defaultdict(list)
        self.failed_by_word: set[str] = set()
        self.settled: set[str] = set()
        self.faults: list[str] = []
        self.saves = 0
        self.sent = 0

    def see(self, job: EditJob) -> None:
        """A job as it was announced."""
        last = self.jobs.get(job.id)
        self.jobs[job.id] = job
        self.saves += 1
        if last is None:
            self._demand(job.rev == 0 and job.state is S.PREPARING, f"{job} out of nothing")
        elif job.rev == last.rev:
            self._demand(job == last, f"{last} became {job} without a save")
        else:
            self._see_change(last, job)

    def _see_change(self, last: EditJob, job: EditJob) -> None:
        told = f"{last.state} {last.rev} → {job.state} {job.rev} of {job.id}"
        self._demand(job.rev == last.rev + 1, told)
        self._demand(job.state is last.state or job.state in MOVES[last.state], told)
        self._demand(job.task_id == last.task_id or not last.task_id, f"another task: {told}")
        is_left = job.state is not last.state and last.state is S.UNKNOWN
        self._demand(not is_left or job.id in self.settled, f"by itself: {told}")
        is_noted = replace(job, notes=last.notes, rev=last.rev) == last
        self._demand(job.state is not S.SUBMITTING or last.state is S.READY or is_noted, told)
        if job.state is S.FAILED and job.task_id:
            self._demand(job.task_id in self.failed_by_word, f"without the service's word: {told}")
        fixed = ("id", "site", "request", "created", "folder", "parent")
        self._demand(all(getattr(job, name) == getattr(last, name) for name in fixed), told)

    def see_post(self, held: Held, studio: Studio) -> None:
        """A job is sent."""
        self._demand(not studio.line.is_paused, "sent in a pause")
        self._demand(self._is_under_cap(held.job_id, studio), f"over the cap: {held.job_id}")
        before = self.posts[held.job_id]
        self._demand(all(each in NO_TASK for each in before), f"sent after {before}")
        before.append("no answer yet")
        self.sent += 1

    def _is_under_cap(self, sent: str, studio: Studio) -> bool:
        """Whether all that may be charged of today, the job that is sent included, is under the cap."""
        daily, since = studio.settings.caps.daily, studio.spend._midnight().timestamp()
        charged = [
            Decimal(job.price)
            for job in self.jobs.values()
            if job.charge is not Charge.NO and max(job.submitted, job.accepted) >= since
        ]
        return not daily or self.jobs[sent].is_over_cap or sum(charged) <= Decimal(daily)

    def check_owners(self, studio: Studio) -> None:
        """Every job that can go on by itself has an owner; one that is being sent is so by a paid step."""
        for job in studio.ledger.jobs.values():
            is_owned = job.state not in studio.crew._steps or job.id in studio.crew._members
            self._demand(is_owned, f"nobody moves {job}")
            self._demand(job.state is not S.SUBMITTING or studio.tasks.is_paying, f"nobody sends {job}")

    def check_tasks(self, logged: set[str], is_paying: bool) -> None:
        """Every task whose id reached the disk is held by one job."""
        held = Counter(job.task_id for job in self.jobs.values() if job.task_id)
        self._demand(max(held.values(), default=0) <= 1, f"held twice: {held}")
        self._demand(is_paying or logged <= set(held), f"in the id log only: {logged - set(held)}")

    def _demand(self, holds: bool, words: str) -> None:
        if not holds:
            self.faults.append(words)
