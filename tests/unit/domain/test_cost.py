"""Estimates of cost: exact to the cent, never from binary fractions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.cost import SEEN_ELSEWHERE, Rate, estimate
from kling_desktop.domain.request import Mode

seconds = st.decimals(min_value=0, max_value=60, places=3).map(float)


@pytest.mark.parametrize(
    ("length", "mode", "takes", "price"),
    [
        (5.0, Mode.STD, 1, "0.63"),
        (5.0, Mode.PRO, 1, "0.84"),
        (9.3, Mode.PRO, 1, "1.56"),
        (5.28, Mode.PRO, 3, "2.66"),
        (10.0, Mode.STD, 4, "5.04"),
        (0.0, Mode.PRO, 1, "0.00"),
        (5.0, Mode.PRO, 0, "0.00"),
    ],
)
def test_by_hand(length: float, mode: Mode, takes: int, price: str) -> None:
    assert str(estimate(length, mode, Rate(), takes)) == price


def test_half_a_cent_is_rounded_up() -> None:
    assert estimate(1.0, Mode.STD, Rate(std="0.125")) == Decimal("0.13")
    # 0.1 + 0.2 in binary fractions would be more than 0.3.
    assert estimate(0.1 + 0.2, Mode.STD, Rate(std="0.05")) == Decimal("0.02")


def test_the_shipped_rate_is_what_was_seen_elsewhere() -> None:
    assert SEEN_ELSEWHERE == {Mode.STD: "0.126", Mode.PRO: "0.168"}
    assert [Rate().per_second(mode) for mode in Mode] == [Decimal("0.126"), Decimal("0.168")]
    assert not Rate().is_own


@given(length=seconds, takes=st.integers(1, 20), mode=st.sampled_from(Mode))
def test_it_is_a_sum_of_money_near_the_exact_product(length: float, takes: int, mode: Mode) -> None:
    price = estimate(length, mode, Rate(), takes)
    assert price.as_tuple().exponent == -2
    assert price >= 0
    exact = Decimal(str(length)) * Rate().per_second(mode) * takes
    assert abs(price - exact) <= Decimal("0.005")


@given(length=seconds, more=seconds, takes=st.integers(1, 10))
def test_longer_more_or_better_never_costs_less(length: float, more: float, takes: int) -> None:
    price = estimate(length, Mode.STD, Rate(), takes)
    assert estimate(length + more, Mode.STD, Rate(), takes) >= price
    assert estimate(length, Mode.STD, Rate(), takes + 1) >= price
    assert estimate(length, Mode.PRO, Rate(), takes) >= price
