"""Accounts: the address that an edit is sent to, the word it is saved under, the name people see."""

from __future__ import annotations

import pytest

from kling_desktop.domain.site import KNOWN, MULEROUTER, MULERUN, SANDBOX, Site, live_site


def test_the_two_known_accounts() -> None:
    assert KNOWN == {"mulerouter": "https://api.mulerouter.ai", "mulerun": "https://api.mulerun.com"}
    assert [live_site(address).title for address in (MULEROUTER, MULERUN)] == ["MuleRouter", "MuleRun"]


@pytest.mark.parametrize("address", [MULEROUTER, MULEROUTER + "/", MULEROUTER + "//"])
def test_an_account_is_one_however_its_address_ends(address: str) -> None:
    assert live_site(address) == Site(MULEROUTER, MULEROUTER)


def test_an_address_of_ones_own_is_its_own_name() -> None:
    site = live_site("https://kling.studio.example/api/")
    assert (site.name, site.title, site.is_practice) == (
        "https://kling.studio.example/api",
        "https://kling.studio.example/api",
        False,
    )


def test_practice_mode_is_known_by_its_word_not_by_its_address() -> None:
    site = Site(SANDBOX, "http://127.0.0.1:40123")
    assert site.is_practice
    assert site.title == "Practice mode"
    assert not live_site("http://127.0.0.1:40123").is_practice
