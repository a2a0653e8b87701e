"""How a listing is read from the history: how many rows there are, and any page of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.viewmodels.listing import as_tree

if TYPE_CHECKING:
    from kling_desktop.domain.job import EditJob
    from kling_desktop.services.history import History
    from kling_desktop.viewmodels.listing import Listing

PAGE = 60
MOST_VERSIONS = 500
"""Versions of one part of a clip that are shown as a tree."""

Entry = tuple["EditJob", int, int]
"""A job, how many versions it stands for, and its depth in a tree."""


async def count(history: History, listing: Listing, now: float) -> int:
    """How many rows a listing has; `now` is Unix time. Raises KlingError."""
    query = listing.query(now)
    if listing.versions:
        return min(MOST_VERSIONS, await history.count(query))
    return await (history.count_groups(query) if listing.is_folded else history.count(query))


async def page(history: History, listing: Listing, now: float, number: int) -> list[Entry]:
    """A page of a listing, counted from 0; versions shown as a tree are one page. Raises KlingError."""
    query = listing.query(now)
    if listing.versions:
        jobs = await history.page(query, MOST_VERSIONS, 0)
        return [(job, 1, depth) for job, depth in as_tree(jobs)]
    if listing.is_folded:
        groups = await history.groups(query, PAGE, number * PAGE)
        return [(group.job, group.versions, 0) for group in groups]
    return [(job, 1, 0) for job in await history.page(query, PAGE, number * PAGE)]
