"""Values in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import AspectRatio, Mode
from kling_desktop.viewmodels import wording
from tests.support.studio_double import BUNNY, job


@pytest.mark.parametrize(
    ("value", "words"),
    [(5.29, "5.3 s"), (0.04, "0.0 s"), (59.94, "59.9 s"), (59.96, "1:00 min"), (65.2, "1:05 min")],
)
def test_seconds(value: float, words: str) -> None:
    assert wording.seconds(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(24.0, "24"), (24000 / 1001, "23.976"), (30000 / 1001, "29.97")]
)
def test_rates_as_editors_write_them(value: float, words: str) -> None:
    assert wording.rate(value) == words


@pytest.mark.parametrize(
    ("size", "words"), [(0, "1 kB"), (999_499, "999 kB"), (2_900_000, "2.9 MB"), (199_600_000, "200 MB")]
)
def test_file_sizes(size: int, words: str) -> None:
    assert wording.amount_of_bytes(size) == words


def test_the_facts_line_has_length_frames_size_rate_codec_sound_and_bytes() -> None:
    assert wording.facts(BUNNY) == ("5.3 s", "127 frames", "1280×720", "24 fps", "H.264", "AAC", "2.9 MB")


def test_a_silent_clip_says_so_and_one_frame_is_one_frame() -> None:
    facts = wording.facts(replace(BUNNY, has_sound=False, sound_codec="", frames=1))
    assert "no sound" in facts
    assert "1 frame" in facts


@pytest.mark.parametrize(
    ("codec", "name"), [("hevc", "HEVC"), ("pcm_s24le", "PCM"), ("opus", "Opus"), ("xyz", "XYZ")]
)
def test_a_codec_has_the_name_that_the_plan_gives_it(codec: str, name: str) -> None:
    assert name in wording.facts(replace(BUNNY, codec=codec))


def test_money_is_to_the_cent() -> None:
    assert wording.money(Decimal("0.9"), "USD") == "0.90 USD"


@pytest.mark.parametrize(
    ("value", "words"), [(3.0, "a few seconds left"), (42.0, "40 s left"), (130.0, "2:10 min left")]
)
def test_time_left_claims_no_more_than_it_can(value: float, words: str) -> None:
    assert wording.time_left(value) == words


def test_time_gone_by() -> None:
    assert wording.elapsed(130.9) == "2:10"
    assert wording.elapsed(3 * 3600 + 130.9) == "3:02:10"


def test_modes_and_shapes() -> None:
    assert [wording.mode(mode) for mode in Mode] == ["Standard 720p", "Professional 1080p"]
    assert [wording.aspect_ratio(ratio) for ratio in (None, *AspectRatio)] == [
        "As source",
        "16:9",
        "9:16",
        "1:1",
    ]


def test_every_state_has_its_own_word() -> None:
    words = {wording.state(job(state)) for state in JobState}
    assert len(words) == len(JobState)


def test_a_job_that_waits_for_a_person_says_so_whatever_its_state() -> None:
    assert wording.state(job(JobState.QUEUED, held=Notice("key_refused"))) == "Needs you"


@pytest.mark.parametrize(
    ("status", "shown"), [("running", ""), (" Pending ", ""), ("warming_up", "warming_up"), ("", "")]
)
def test_only_a_status_word_that_nobody_knows_is_shown_raw(status: str, shown: str) -> None:
    assert wording.unknown_status(job(JobState.RUNNING, status=status)) == shown


def test_a_notice_reads_what_charge_do() -> None:
    assert wording.sentence(Notice("no_balance", {"said": "empty"})) == (
        "The account has no balance left: empty. Not charged. Top it up, then run the edit again."
    )
