from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.draft import Draft
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, VideoInput
from kling_desktop.store.bodies import encode
from kling_desktop.store.drafts import decode_draft, encode_draft
from kling_desktop.store.records import (
    Standing,
    columns,
    decode,
    fold,
    last_part,
    standing,
    words,
)
from tests.support.jobs import jobs, make_job, make_queued, requests


@given(jobs())
def test_any_job_comes_back_as_it_went(job: EditJob) -> None:
    assert decode(encode(job)) == job


@given(requests(), st.integers(1, 4), requests())
def test_any_draft_comes_back_as_it_went(request: EditRequest, takes: int, other: EditRequest) -> None:
    draft = Draft(request, takes, other.videos)
    assert decode_draft(encode_draft(draft), takes) == draft


@given(requests())
def test_a_draft_that_was_stored_before_anything_could_be_set_aside_is_read(request: EditRequest) -> None:
    body = msgspec.json.encode(request).decode()
    assert decode_draft(body, 1) == Draft(request)


@pytest.mark.parametrize("body", [None, 7, 1.5, "", "{}", "{cut", b"\xa2", b'{"id": "\xa2"}', "[]"])
def test_what_is_no_job_is_refused_in_one_way(body: object) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(body)


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (make_job(), Standing.UNDER_WAY),
        (make_job(held=Notice("key_missing")), Standing.NEEDS_YOU),
        (make_job(state=JobState.UNKNOWN), Standing.NEEDS_YOU),
        (make_queued(), Standing.UNDER_WAY),
        (make_queued(state=JobState.FETCHING, held=Notice("disk_full")), Standing.NEEDS_YOU),
        (make_queued(state=JobState.DONE), Standing.ENDED),
        (make_job(state=JobState.FAILED), Standing.ENDED),
        (make_job(state=JobState.STOPPED), Standing.ENDED),
    ],
)
def test_standing(job: EditJob, expected: Standing) -> None:
    assert standing(job) is expected


def test_a_job_without_a_task_has_no_task_id_in_the_table() -> None:
    assert columns(make_job())["task_id"] is None
    assert columns(make_queued())["task_id"] == "task-1"


def test_sent_is_the_later_of_submission_and_acceptance() -> None:
    assert columns(make_job())["sent"] == 0
    assert columns(make_job(submitted=5.0))["sent"] == 5
    assert columns(make_queued())["sent"] == 1_002


def test_words_are_prompt_and_names_of_everything_in_the_edit() -> None:
    face = ImageInput("Face.png", sha256="a" * 64)
    request = EditRequest(
        "Add SNOW",
        (VideoInput("C:\\clips\\Reel7.mov"), VideoInput("https://host/x/City.mp4?token=secret")),
        images=(ImageInput("Mood.jpg"), ImageInput("", url="https://host/Sky.png")),
        elements=(Element(ElementKind.IMAGE, "Hero", face),),
        first_frame=ImageInput("Open.png"),
    )
    found = words(make_job(request=request, takes=(Take("/results/Reel7_v001.mp4"),)))
    for word in ("add snow", "reel7.mov", "city.mp4", "mood.jpg", "sky.png", "hero", "face.png", "open.png"):
        assert word in found
    assert "reel7_v001.mp4" in found
    assert "secret" not in found


def test_folding_meets_how_people_type() -> None:
    decomposed, composed = "Cafe\u0301 STRASSE", "CAFÉ straße"
    assert fold(decomposed) == fold(composed)
    assert fold("ＡＢＣ１２") == "abc12"
    assert fold("a\0b\nc") == "a b c"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/a/b/c.mov", "c.mov"),
        ("C:\\a\\b.mov", "b.mov"),
        ("https://h/p/x.mp4?k=v/w", "x.mp4"),
        ("/a/b/", "b"),
        ("", ""),
    ],
)
def test_last_part(location: str, expected: str) -> None:
    assert last_part(location) == expected
