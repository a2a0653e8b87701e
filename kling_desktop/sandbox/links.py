"""Addresses of this server, made at the moment they are given out; nothing of them is ever stored."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

from .sources import UPLOADS


@dataclass(frozen=True)
class Link:
    """What a random word in a result's address stands for; `until` is on the monotonic clock."""

    task_id: str
    until: float
    code: int = 403

    @property
    def has_expired(self) -> bool:
        """Whether the CDN refuses it by now."""
        return time.monotonic() >= self.until


class Links:
    """Gives out addresses under `base` (set when the port is known) and knows which of them still live."""

    def __init__(self, seconds: float) -> None:
        self.base = ""
        self._seconds = seconds
        self._links: dict[str, Link] = {}
        self._latest: dict[str, str] = {}
        self._lock = threading.Lock()

    def results(self, task_id: str, count: int, expired_code: int | None) -> list[str]:
        """Return `count` addresses of a result; with `expired_code` they answer only that."""
        with self._lock:
            word = self._word_for(task_id, expired_code)
        return [f"{self.base}/public/{word}/result_{number:03}.mp4" for number in range(count)]

    def find(self, word: str) -> Link | None:
        """Return what a random word stands for, expired or not."""
        return self._links.get(word)

    def upload(self, name: str) -> str:
        """Return the address under which an upload can be fetched."""
        return f"{self.base}{UPLOADS}{name}"

    def _word_for(self, task_id: str, expired_code: int | None) -> str:
        now = time.monotonic()
        latest = self._latest.get(task_id, "")
        link = self._links.get(latest)
        if expired_code is None and link is not None and link.until - now > self._seconds / 2:
            return latest
        word = secrets.token_urlsafe(18)
        self._links = {other: kept for other, kept in self._links.items() if kept.until > now - self._seconds}
        if expired_code is None:
            self._links[word] = Link(task_id, now + self._seconds)
            self._latest[task_id] = word
        else:
            self._links[word] = Link(task_id, now, expired_code)
        return word
