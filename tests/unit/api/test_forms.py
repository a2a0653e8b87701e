"""When a refused edit may be sent in the other form."""

from __future__ import annotations

import json

import pytest

from kling_desktop.api.faults import read_words
from kling_desktop.api.fields import named_in
from kling_desktop.api.forms import names_a_form_field, other_form, other_form_may_help
from kling_desktop.domain.answers import ErrorWords, PostAnswer, RequestForm
from kling_desktop.domain.outcome import Outcome, Transport


def refused(status: int, body: object = None) -> PostAnswer:
    words = read_words(b"" if body is None else json.dumps(body).encode())
    return PostAnswer(Outcome.NO_TASK, Transport.ANSWERED, status, words=words)


def test_there_are_two_forms() -> None:
    assert other_form(RequestForm.DOCUMENTED) is RequestForm.COMPACT
    assert other_form(RequestForm.COMPACT) is RequestForm.DOCUMENTED


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": ["body", "video_list"], "msg": "Extra inputs are not permitted"}]},
        {"detail": [{"loc": ["body", "video"], "msg": "wrong"}]},
        {"error": "`video` is wrong"},
        {"error": "keep_audio must be a boolean"},
        {"message": "first_frame is not taken for base edits"},
        {"message": "Unknown field mode"},
        {"detail": [{"loc": ["body", "mode"], "msg": "Field required"}]},
        {"error": "prompt: missing"},
        {"error": "缺少参数 prompt"},
        {"error": {"code": 3001, "title": "Refused", "detail": "Failure to pass the risk control system"}},
        {"message": "The video is too long"},
        None,
    ],
    ids=str,
)
def test_it_may_help(status: int, body: object) -> None:
    assert other_form_may_help(refused(status, body))


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": ["body", "mode"], "msg": "Input should be 'std' or 'pro'"}]},
        {"error": "prompt is longer than 2500 characters"},
        {"error": "aspect_ratio must be one of 16:9, 9:16, 1:1"},
        {"error": {"code": 1102, "title": "Account balance not enough", "detail": "missing balance"}},
        {"message": "Insufficient credits"},
        {"message": "余额不足"},
    ],
    ids=str,
)
def test_it_would_not_help(body: object) -> None:
    assert not other_form_may_help(refused(400, body))


@pytest.mark.parametrize("status", [0, 401, 402, 403, 404, 413, 423, 429, 451, 301, 503])
def test_other_statuses_are_no_reason(status: int) -> None:
    assert not other_form_may_help(refused(status, {"error": "unknown field video_list"}))


def test_an_edit_that_may_exist_is_never_sent_again() -> None:
    for outcome in (Outcome.UNKNOWN, Outcome.ACCEPTED):
        assert not other_form_may_help(PostAnswer(outcome, Transport.ANSWERED, 400))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Unknown field 'video_list' and mode", ("video_list", "mode")),
        ("the video is too long for videos", ()),
        ('"video" is required', ("video",)),
        ("missing parameter video", ("video",)),
        ("body.video: must be a URL", ("video",)),
        ("the video field is wrong", ("video",)),
        ("body.video_list", ("video_list",)),
        ("my_mode or mode-x or prompts", ()),
        ("prompt prompt prompt", ("prompt",)),
        ("", ()),
    ],
)
def test_fields_named_in_a_text(text: str, fields: tuple[str, ...]) -> None:
    assert named_in(text) == fields


def test_a_form_field_is_one_that_just_one_form_has() -> None:
    assert names_a_form_field(ErrorWords(fields=("prompt", "video_url")))
    assert not names_a_form_field(ErrorWords(fields=("prompt", "mode")))
    assert not names_a_form_field(ErrorWords())
