"""Answers of the service read into values."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.api.reading import LONGEST_LINK, read_task, read_task_id, usable_links
from kling_desktop.domain.answers import ErrorWords, Progress, TaskAnswer


def body(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("value", "task_id"),
    [
        ({"task_info": {"id": "8e1e315e-0000", "status": "pending"}}, "8e1e315e-0000"),
        ({"task_info": {"id": " abc "}}, "abc"),
        ({"task_info": {"id": 7}}, "7"),
        ({"task_info": {"id": "a/../b"}}, "a/../b"),
        ({"task_info": {"id": ""}}, ""),
        ({"task_info": {"id": None}}, ""),
        ({"task_info": {"id": True}}, ""),
        ({"task_info": {"id": ".."}}, ""),
        ({"task_info": {"id": "a b"}}, ""),
        ({"task_info": {"id": "a\nb"}}, ""),
        ({"task_info": {"id": "x" * 501}}, ""),
        ({"task_info": {"id": "\ud800"}}, ""),
        ({"task_info": []}, ""),
        ({"id": "abc"}, ""),
        ([{"task_info": {"id": "abc"}}], ""),
        ("abc", ""),
    ],
)
def test_task_id(value: object, task_id: str) -> None:
    assert read_task_id(body(value)) == task_id


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"<html>", b"\xff\xfe", b'{"task_info": {"id": "abc"', b"[" * 9999]
)
def test_no_id_in_what_is_no_json(raw: bytes) -> None:
    assert read_task_id(raw) == ""
    assert read_task(raw, "abc") is None


def test_an_id_is_found_beside_what_is_hardly_json() -> None:
    assert read_task_id(b'\xef\xbb\xbf{"task_info": {"id": "abc", "cost": NaN, "note": "\xff\t"}}') == "abc"


STATUSES = {
    "pending": Progress.WAITING,
    "queued": Progress.WAITING,
    "processing": Progress.RUNNING,
    "running": Progress.RUNNING,
    "completed": Progress.COMPLETED,
    "succeeded": Progress.COMPLETED,
    "failed": Progress.FAILED,
    "COMPLETED": Progress.COMPLETED,
    " Failed\n": Progress.FAILED,
    "paused": Progress.UNRECOGNISED,
    "complete": Progress.UNRECOGNISED,
}


@pytest.mark.parametrize(("status", "progress"), STATUSES.items())
def test_status(status: str, progress: Progress) -> None:
    answer = read_task(body({"task_info": {"id": "a", "status": status}}), "a")
    assert answer == TaskAnswer(status.strip(), progress)


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "completed",
        {"task_info": None},
        {"task_info": {"id": "a"}},
        {"task_info": {"id": "a", "status": 5}},
        {"task_info": {"id": "a", "status": " "}},
        {"task_info": {"id": "other", "status": "completed"}},
    ],
    ids=str,
)
def test_what_is_no_answer_about_the_task_is_none(value: object) -> None:
    assert read_task(body(value), "a") is None


@pytest.mark.parametrize("told", ["A", " a ", None, ""])
def test_the_id_may_be_missing_or_written_otherwise(told: str | None) -> None:
    answer = read_task(body({"task_info": {"id": told, "status": "running"}}), "a")
    assert answer == TaskAnswer("running", Progress.RUNNING)


@pytest.mark.parametrize(
    ("info", "rest", "words"),
    [
        ({"error": {"code": 3001, "title": "T", "detail": "D"}}, {}, ErrorWords("3001", "T", "D")),
        ({"error": {"error_code": "4002", "detail": "D"}}, {}, ErrorWords("4002", "", "D")),
        ({"error": "plain"}, {}, ErrorWords(detail="plain")),
        ({"error_code": 3002, "message": "m"}, {}, ErrorWords("3002", "", "m")),
        ({}, {"error": {"code": 1, "detail": "outside"}}, ErrorWords("1", "", "outside")),
        ({}, {"detail": "outside"}, ErrorWords(detail="outside")),
        ({"error": None}, {}, ErrorWords()),
        ({}, {}, ErrorWords()),
    ],
    ids=str,
)
def test_why_a_task_failed(info: dict[str, object], rest: dict[str, object], words: ErrorWords) -> None:
    answer = read_task(body({"task_info": {"id": "a", "status": "failed", **info}, **rest}), "a")
    assert answer == TaskAnswer("failed", Progress.FAILED, words=words)


def test_links_are_http_of_sane_length_and_each_once() -> None:
    good = "https://cdn.example/result_000.mp4?sig=1"
    long = "https://cdn.example/" + "x" * LONGEST_LINK
    odd: list[object] = [
        7,
        None,
        {"url": good},
        "",
        "ftp://x/y",
        "file:///etc/passwd",
        "https:///no-host",
        long,
    ]
    odd += ["http://[::1", "https://a b/c", "https://a/\x00", "javascript:alert(1)", "http://a:99999/x"]
    assert usable_links([good, *odd, good, " http://b/c "]) == (good, "http://b/c")
    assert usable_links("https://a/b") == usable_links(None) == usable_links({}) == ()


@given(
    st.binary(max_size=200) | st.text().map(lambda text: json.dumps({"task_info": {"status": text}}).encode())
)
def test_no_body_breaks_the_reader(raw: bytes) -> None:
    read_task_id(raw)
    answer = read_task(raw, "a")
    assert answer is None or len(answer.status) <= 100
