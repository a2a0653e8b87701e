"""Answers as values: what they are when nothing is known."""

from __future__ import annotations

import dataclasses

import pytest

from kling_desktop.domain.answers import (
    ErrorWords,
    PollFailure,
    PollTrouble,
    PostAnswer,
    Progress,
    RequestForm,
    TaskAnswer,
)
from kling_desktop.domain.outcome import Outcome, Transport


def test_an_answer_without_details_claims_nothing() -> None:
    answer = PostAnswer(Outcome.UNKNOWN, Transport.BROKEN)
    assert (answer.status, answer.task_id, answer.traceparent, answer.retry_after) == (0, "", "", None)
    assert answer.words == ErrorWords() == PollFailure(PollTrouble.UNREACHABLE).words
    assert TaskAnswer("running", Progress.RUNNING).videos == ()


@pytest.mark.parametrize(
    "value",
    [
        ErrorWords(),
        PostAnswer(Outcome.UNKNOWN, Transport.BROKEN),
        TaskAnswer("queued", Progress.WAITING),
        PollFailure(PollTrouble.SERVICE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_answers_cannot_be_changed(value: object) -> None:
    assert dataclasses.is_dataclass(value)
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)


def test_words_that_are_saved_stay_the_same() -> None:
    assert [form.value for form in RequestForm] == ["documented", "compact"]
    assert PollTrouble("key_refused") is PollTrouble.KEY_REFUSED
