"""Account, key and practice mode."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kling_desktop.api.key_check import KeyCheck, KeyVerdict
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.site import MULERUN
from kling_desktop.viewmodels.account import AccountModel
from tests.support.studio_double import StudioDouble


@pytest.fixture
def model(studio: StudioDouble) -> AccountModel:
    made = AccountModel()
    made.attach(studio.as_studio)
    return made


def test_nothing_happens_before_the_engine_is_there(qapp: object) -> None:
    model = AccountModel()
    model.use_practice(True)
    model.use_site("mulerun")
    model.save_key("sk")
    model.forget_key()
    model.test_key("sk")
    assert not model.state.is_open
    assert not model.state.is_busy


def test_it_shows_what_is_missing(model: AccountModel, studio: StudioDouble) -> None:
    studio.account.problem = Notice("key_missing", {"account": "MuleRouter"})
    studio.account.use_practice(False)
    assert model.state.problem.startswith("No key for MuleRouter is set.")
    assert not model.state.is_practice
    model.use_practice(True)
    assert studio.account.is_practice
    assert model.state.is_practice


async def test_a_key_is_saved_and_forgotten(model: AccountModel, studio: StudioDouble) -> None:
    model.save_key("  ")
    assert not model.state.is_busy
    model.save_key("sk-1")
    assert model.state.is_busy
    await studio.settle()
    assert studio.account.keys == ["sk-1"]
    assert (model.state.has_key, model.state.is_busy, model.state.outcome) == (
        True,
        False,
        "The key is in your keyring.",
    )
    model.forget_key()
    await studio.settle()
    assert (model.state.has_key, model.state.outcome) == (False, "The key is forgotten.")


async def test_what_the_keyring_says_is_passed_on(model: AccountModel, studio: StudioDouble) -> None:
    studio.account.fault = BadInput("key_characters")
    model.save_key("sk 1")
    await studio.settle()
    assert not model.state.is_outcome_good
    assert model.state.outcome
    assert not model.state.is_busy


async def test_another_account(model: AccountModel, studio: StudioDouble) -> None:
    model.use_site(MULERUN)
    await studio.settle()
    assert model.state.site == MULERUN
    model.use_site("https://gateway.example")
    await studio.settle()
    assert model.state.site == "https://gateway.example"
    studio.account.fault = BadInput("plain_http", address="http://x")
    model.use_site("http://x")
    await studio.settle()
    assert "not encrypted" in model.state.outcome
    assert model.state.site == "https://gateway.example"


@dataclass(frozen=True)
class Case:
    verdict: KeyVerdict
    words: str
    is_good: bool


@pytest.mark.parametrize(
    "case",
    [
        Case(KeyVerdict.ACCEPTED, "MuleRouter accepted the key.", True),
        Case(KeyVerdict.REFUSED, "MuleRouter refused the API key.", False),
        Case(KeyVerdict.UNCLEAR, "The key could not be tested", False),
        Case(KeyVerdict.UNREACHABLE, "The service cannot be reached.", False),
    ],
    ids=lambda case: case.verdict.value,
)
async def test_a_test_of_the_key_in_words(model: AccountModel, studio: StudioDouble, case: Case) -> None:
    studio.check = KeyCheck(case.verdict, 500)
    model.test_key(" sk ")
    assert model.state.is_busy
    await studio.settle()
    assert case.words in model.state.outcome
    assert (model.state.is_outcome_good, model.state.is_busy) == (case.is_good, False)
