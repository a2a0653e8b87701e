"""The pauses: first after 2 s, 5 s growing to 20 s, spread by a fifth, shorter only for this computer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.services.pacing import Asked, Pacing, interval

LIVE = "https://api.mulerouter.ai"


def pacing(pace: float = 1.0) -> Pacing:
    return Pacing(lambda _: pace, random.Random(7))


def test_the_first_ask_comes_two_seconds_after_acceptance() -> None:
    assert pacing().before_ask(LIVE, 0.0, Asked()) == 2.0
    assert pacing().before_ask(LIVE, 1.5, Asked()) == 0.5
    assert pacing().before_ask(LIVE, 900.0, Asked()) == 0.0


def test_a_clock_that_jumped_back_delays_the_first_ask_by_no_more() -> None:
    assert pacing().before_ask(LIVE, -3600.0, Asked()) == 2.0


def test_the_interval_grows_from_5_to_20_seconds() -> None:
    assert interval(0) == 5
    assert interval(150) == 12.5
    assert interval(300) == interval(10_000) == 20


@given(age=st.floats(0, 1e6), seed=st.integers())
def test_each_pause_is_spread_by_at_most_a_fifth(age: float, seed: int) -> None:
    pause = Pacing(lambda _: 1.0, random.Random(seed)).before_ask(LIVE, age, Asked(answers=1))
    assert 0.8 * interval(age) <= pause <= 1.2 * interval(age)


@given(age=st.floats(0, 1e6), failures=st.integers(1, 1000))
def test_after_a_failed_get_at_most_20_seconds(age: float, failures: int) -> None:
    assert pacing().before_ask(LIVE, age, Asked(failures=failures)) <= 20


@given(times=st.integers(1, 200))
def test_not_found_is_asked_again_at_most_60_seconds_apart(times: int) -> None:
    pause = pacing().before_ask(LIVE, 30, Asked(failures=times, not_found=times))
    assert 0 < pause <= 60


def test_retry_after_is_obeyed_up_to_an_hour() -> None:
    assert pacing(0.02).before_ask(LIVE, 5, Asked(failures=1, retry_after=120)) == 120
    assert pacing().before_ask(LIVE, 5, Asked(failures=1, retry_after=1e9)) == 3600
    assert pacing().before_send(LIVE, 1, 7) == 7


@pytest.mark.parametrize("retry_after", [0.0, 0.2])
def test_a_service_that_says_at_once_has_a_breath_all_the_same(retry_after: float) -> None:
    assert pacing().before_send(LIVE, 1, retry_after) == 1
    assert pacing(0.02).before_ask(LIVE, 5, Asked(failures=1, retry_after=retry_after)) == 1


@pytest.mark.parametrize("tries", [1, 3, 9, 500])
def test_a_failed_send_waits_longer_each_time_but_not_for_ever(tries: int) -> None:
    assert 1.5 < pacing().before_send(LIVE, tries, None) <= 24


def test_pace_shortens_pauses() -> None:
    quick = pacing(0.02)
    assert quick.before_ask("http://127.0.0.1:1", 0, Asked()) == pytest.approx(0.04)
    assert quick.before_ask("http://127.0.0.1:1", 1, Asked(answers=3)) <= 20 * 0.02 * 1.2
