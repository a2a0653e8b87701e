"""Numbers, dates and times as the language of the interface writes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.ui.tasks.words import details
from kling_desktop.viewmodels import local, wording
from kling_desktop.viewmodels.rows import TaskRow
from tests.support.studio_double import job

NOON = time.mktime((2026, 11, 25, 13, 5, 9, 0, 0, -1))
Use = Callable[[str], None]


@pytest.fixture
def use() -> Iterator[Use]:
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("name", "amount", "moment"),
    [
        ("en_US", "1,234.50", "11/25/26 1:05:09 PM"),
        ("en_GB", "1,234.50", "25/11/2026 13:05:09"),
        ("de_DE", "1.234,50", "25.11.26 13:05:09"),
        ("zh_CN", "1,234.50", "2026/11/25 13:05:09"),
    ],
)
def test_amounts_and_moments(use: Use, name: str, amount: str, moment: str) -> None:
    use(name)
    assert local.number(Decimal("1234.5"), 2) == local.amount("1234.5") == amount
    # Some locales part the time from AM and PM by a narrow blank.
    assert local.moment(NOON).replace("\u202f", " ") == moment


def test_the_list_its_details_and_its_notices_follow(use: Use) -> None:
    use("de_DE")
    done = replace(job(JobState.DONE, price="0.84"), created=NOON)
    assert TaskRow.resting(done).remark(NOON) == "≈ 0,84"
    assert TaskRow.resting(replace(done, billed="1.5")).remark(NOON) == "1,50 billed"
    assert "Created: 25.11.26 13:05:09" in details(TaskRow.resting(done))
    assert wording.seconds(5.3) == "5,3 s"
    assert wording.amount_of_bytes(5_240_000) == "5,2 MB"
    assert wording.money(Decimal("12.5"), "USD") == "12,50 USD"
    values = {"price": "1.69", "spent": "0.00", "cap": "1.50", "currency": "USD", "project": "1.50"}
    said = wording.sentence(Notice("over_daily_cap", values))
    assert "1,69" in said
    assert "1,50" in said
    assert "1.50" not in said
    # What somebody typed is said as it was typed.
    assert "“1.5x”" in wording.sentence(Notice("project_cap", {"cap": "1.5x"}))
