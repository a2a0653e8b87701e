"""What the engine knows of the world outside: time, the service, downloads; each a small protocol."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kling_desktop.api.client import EditService
from kling_desktop.api.download import Downloaded, Downloader
from kling_desktop.api.key_check import KeyCheck
from kling_desktop.api.leg import OnProgress
from kling_desktop.domain.answers import PollFailure, PostAnswer, TaskAnswer
from kling_desktop.domain.site import Site
from kling_desktop.services.clock import Clock, SystemClock

LARGEST_SOURCE = 256 * 1024**3
"""Bytes of a clip that is fetched to be prepared: an hour of a camera's best."""


class Service(Protocol):
    """One account of the service; none of its calls raises for what the other side does."""

    async def post(self, body: bytes) -> PostAnswer:
        """Send an edit once."""

    async def get(self, task_id: str) -> TaskAnswer | PollFailure:
        """Ask after a task."""

    async def check_key(self) -> KeyCheck:
        """Test the key by a GET that spends nothing."""

    async def close(self) -> None:
        """Close what is open."""


class Fetcher(Protocol):
    """Downloads results."""

    async def fetch(self, url: str, part: Path, *, on_progress: OnProgress) -> Downloaded:
        """Bring what `url` names into `part`. Raises WorldFailed."""

    async def close(self) -> None:
        """Close what is open."""


def _downloads(clock: Clock) -> Fetcher:
    return Downloader(clock.sleep)


def _sources(clock: Clock) -> Fetcher:
    return Downloader(clock.sleep, largest=LARGEST_SOURCE)


@dataclass(frozen=True)
class Outside:
    """How the engine reaches the world; tests hand in another."""

    clock: Clock = field(default_factory=SystemClock)
    client: Callable[[Site, str], Service] = EditService
    downloads: Callable[[Clock], Fetcher] = _downloads
    chance: random.Random = field(default_factory=random.Random)
    sources: Callable[[Clock], Fetcher] = _sources
    """What fetches clips from links that users give."""
