"""A job as a row: its JSON, and the columns that lists are filtered, sorted and searched by."""

import re
import unicodedata
from enum import IntEnum

import msgspec

from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest, Element
from kling_desktop.store.bodies import decoded

MONEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
PATH_PARTS = re.compile(r"[\\/]+")
# Nobody searches for control signs, and U+0000 would end a query early.
NOT_SEARCHED = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Standing(IntEnum):
    """The groups of a list of jobs, in the order in which they are shown."""

    NEEDS_YOU = 0
    UNDER_WAY = 1
    ENDED = 2


def standing(job: EditJob) -> Standing:
    """The group that a job belongs to."""
    if not job.is_open:
        return Standing.ENDED
    needs_you = job.held is not None or job.state is JobState.UNKNOWN
    return Standing.NEEDS_YOU if needs_you else Standing.UNDER_WAY


def columns(job: EditJob) -> dict[str, str | int | float | None]:
    """The values of the columns of `jobs`, by their names."""
    return {
        "id": job.id,
        "rev": job.rev,
        "standing": int(standing(job)),
        "state": job.state.value,
        "site": job.site,
        "sent": max(job.submitted, job.accepted),
        "task_id": job.task_id or None,
        "words": "" if job.is_hidden else words(job),
        "created": job.created,
        "starred": job.starred,
        "hidden": int(job.is_hidden),
        "source": source_of(job.request),
        "marked": marked_of(job.request),
        "project": job.project,
        "charge": job.charge.value,
        "amount": _amount(job.billed or job.price),
    }


def _amount(text: str) -> float:
    # Only what reads as money counts: a sum must not fail at one odd row.
    return float(text) if MONEY.fullmatch(text) else 0.0


def source_of(request: EditRequest) -> str:
    """The clip that an edit is grouped by: the location of its source."""
    return request.source.location if request.source else ""


def marked_of(request: EditRequest) -> str:
    """The part of the source that an edit is grouped by: its frames, empty for the whole clip."""
    marked = request.source.range if request.source else None
    return f"{marked.first}-{marked.last}" if marked else ""


def decode(body: object) -> EditJob:
    """The job that `bodies.encode` wrote. Raises msgspec.DecodeError for anything else."""
    return decoded(_jobs, body)


def decode_element(body: object) -> Element:
    """The element that `bodies.encode` wrote. Raises msgspec.DecodeError for anything else."""
    return decoded(_elements, body)


def fold(text: str) -> str:
    """`text` as it is searched: without regard to case, width of letters or how accents are put together."""
    return NOT_SEARCHED.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def words(job: EditJob) -> str:
    """What a job is found by: its prompt and the names of its inputs and results, folded."""
    request = job.request
    names = (
        *(last_part(video.location) for video in request.videos),
        *(picture.name or last_part(picture.url) for picture in request.pictures),
        *(element.name for element in request.elements),
        *(last_part(take.path) for take in job.takes),
    )
    # The index knows runs of three signs: two blanks let a short last word begin one.
    said = (note.text for note in job.notes)
    return fold(" ".join((request.prompt, *(name for name in names if name), *said))) + "  "


def last_part(location: str) -> str:
    """The file name in a path or an address."""
    return PATH_PARTS.split(location.partition("?")[0].rstrip("\\/"))[-1]


_jobs = msgspec.json.Decoder(EditJob)
_elements = msgspec.json.Decoder(Element)
