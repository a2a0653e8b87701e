"""What can be offered after a refusal that was not charged: the same edit again with less in it."""

from dataclasses import replace
from enum import StrEnum

from kling_desktop.domain.job import Charge, EditJob, Failure, JobState
from kling_desktop.domain.references import Reference, ReferenceKind, mentions
from kling_desktop.domain.request import EditRequest, ReferType

LOSS = "form_would_lose"
"""The notice of an edit that a site's request form cannot carry whole."""
REFUSED = (400, 422)
FRAMES = frozenset({"first_frame", "last_frame"})


class FollowUp(StrEnum):
    """A new edit that can be offered in place of a refused one."""

    WITHOUT_FRAMES = "without_frames"
    WITH_LESS = "with_less"


def follow_ups(job: EditJob) -> tuple[FollowUp, ...]:
    """What can be offered for a job: something only if it failed and was certainly not charged."""
    failure = job.failure
    if job.state is not JobState.FAILED or job.charge is not Charge.NO or job.task_id or failure is None:
        return ()
    bare, least = without_frames(job.request), with_less(job.request)
    is_loss = failure.notice.code == LOSS
    offers = []
    if bare != job.request and (_may_be_about_frames(failure) or (is_loss and bare == least)):
        offers.append(FollowUp.WITHOUT_FRAMES)
    if is_loss and bare != least:
        offers.append(FollowUp.WITH_LESS)
    return tuple(offers)


def _may_be_about_frames(failure: Failure) -> bool:
    fields = set(failure.words.fields)
    return bool(FRAMES & fields) or (failure.status in REFUSED and not fields)


def without_frames(request: EditRequest) -> EditRequest:
    """The edit without first and last frame."""
    return replace(request, first_frame=None, last_frame=None)


def with_less(request: EditRequest) -> EditRequest:
    """The edit with nothing in it but what every request form can carry: one video, edited, no frames."""
    videos = tuple(replace(video, refer=ReferType.BASE) for video in request.videos[:1])
    return without_frames(replace(request, videos=videos))


def left_behind(request: EditRequest) -> tuple[Reference, ...]:
    """Videos that the prompt names and `with_less` takes out, each once: it has to be changed first."""
    named = dict.fromkeys(mention.reference for mention in mentions(request.prompt))
    lost = range(2, len(request.videos) + 1)
    return tuple(each for each in named if each.kind is ReferenceKind.VIDEO and each.number in lost)
