"""Jobs for tests: one with sensible values, and a hypothesis strategy for any that can be."""

from __future__ import annotations

from typing import Any, TypeVar

from hypothesis import strategies as st

from kling_desktop.domain.answers import ErrorWords, RequestForm
from kling_desktop.domain.job import EditJob, Failure, JobState, Link, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import (
    AspectRatio,
    EditRequest,
    Element,
    ElementKind,
    Fingerprint,
    ImageInput,
    Mode,
    ReferType,
    VideoInput,
)
from kling_desktop.domain.site import MULEROUTER, SANDBOX

TEXT = st.text(max_size=40)
TIME = st.floats(min_value=0, max_value=4e9)
COUNT = st.integers(-(2**53), 2**53)
T = TypeVar("T")


def make_job(name: str = "job-1", /, **changes: Any) -> EditJob:
    """An edit that was just set up, with `changes`."""
    values: dict[str, Any] = {
        "id": name,
        "site": MULEROUTER,
        "request": EditRequest("Add snow to @Video1", (VideoInput("/clips/A001_C003.mov"),)),
        "created": 1_000.0,
        "folder": "/results",
    }
    return EditJob(**{**values, **changes})


def make_queued(name: str = "job-1", task_id: str = "task-1", /, **changes: Any) -> EditJob:
    """An edit that the service accepted."""
    accepted = {"state": JobState.QUEUED, "task_id": task_id, "submitted": 1_001.0, "accepted": 1_002.0}
    return make_job(name, **{**accepted, **changes})


def requests() -> st.SearchStrategy[EditRequest]:
    """Any request."""
    prints = st.builds(Fingerprint, size=COUNT, mtime_ns=COUNT, sha256=TEXT)
    videos = st.builds(
        VideoInput, location=TEXT, refer=st.sampled_from(ReferType), fingerprint=st.none() | prints
    )
    images = st.builds(ImageInput, name=TEXT, url=TEXT, sha256=TEXT, media_type=TEXT)
    elements = st.builds(
        Element,
        kind=st.sampled_from(ElementKind),
        name=TEXT,
        frontal=st.none() | images,
        references=some(images),
        videos=some(videos),
    )
    return st.builds(
        EditRequest,
        prompt=TEXT,
        videos=some(videos),
        images=some(images),
        elements=some(elements),
        first_frame=st.none() | images,
        last_frame=st.none() | images,
        negative_prompt=TEXT,
        mode=st.sampled_from(Mode),
        aspect_ratio=st.none() | st.sampled_from(AspectRatio),
        keep_sound=st.booleans(),
        may_drop=st.booleans(),
    )


def jobs() -> st.SearchStrategy[EditJob]:
    """Any job, however unlikely its values stand together."""
    notices = st.builds(Notice, code=TEXT, values=st.dictionaries(TEXT, TEXT | COUNT | TIME, max_size=3))
    words = st.builds(ErrorWords, code=TEXT, title=TEXT, detail=TEXT, fields=some(TEXT))
    return st.builds(
        EditJob,
        id=st.uuids().map(str),
        site=st.sampled_from((MULEROUTER, SANDBOX)),
        request=requests(),
        created=TIME,
        folder=TEXT,
        state=st.sampled_from(JobState),
        rev=st.integers(0, 10_000),
        held=st.none() | notices,
        links=some(st.builds(Link, url=TEXT, expires=st.none() | TIME)),
        form=st.none() | st.sampled_from(RequestForm),
        task_id=st.just("") | st.uuids().map(str),
        traceparent=TEXT,
        status=TEXT,
        submitted=TIME,
        accepted=TIME,
        ended=TIME,
        not_before=TIME,
        tries=COUNT,
        takes=some(st.builds(Take, path=TEXT, sha256=TEXT, size=COUNT)),
        failure=st.none() | st.builds(Failure, notice=notices, words=words, status=COUNT),
        parent=TEXT,
        seconds=TIME,
        price=TEXT,
    )


def some(values: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Up to two of `values`."""
    return st.lists(values, max_size=2).map(tuple)
