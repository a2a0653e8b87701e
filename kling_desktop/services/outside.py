"""What the engine knows of the world outside: time, the service, downloads; each a small protocol."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from kling_desktop.api.client import EditService
from kling_desktop.api.download import Downloaded, Downloader
from kling_desktop.api.key_check import KeyCheck
from kling_desktop.api.leg import OnProgress
from kling_desktop.domain.answers import PollFailure, PostAnswer, TaskAnswer
from kling_desktop.domain.network import NetworkWay
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


@dataclass(frozen=True)
class Outside:
    """How the engine reaches the world; tests hand in another."""

    clock: Clock = field(default_factory=SystemClock)
    client: Callable[[Site, str], Service] | None = None
    downloads: Callable[[Clock], Fetcher] | None = None
    chance: random.Random = field(default_factory=random.Random)
    sources: Callable[[Clock], Fetcher] | None = None
    """What fetches clips from links that users give."""

    def service(self, way: Callable[[], NetworkWay]) -> Callable[[Site, str], Service]:
        """What makes the client of an account, on the way that is asked for."""
        return self.client or partial(EditService, way=way)

    def fetcher(self, way: Callable[[], NetworkWay]) -> Fetcher:
        """What fetches results."""
        return self.downloads(self.clock) if self.downloads else Downloader(self.clock.sleep, way=way)

    def source_fetcher(self, way: Callable[[], NetworkWay]) -> Fetcher:
        """What fetches clips from links."""
        if self.sources:
            return self.sources(self.clock)
        return Downloader(self.clock.sleep, largest=LARGEST_SOURCE, way=way)
