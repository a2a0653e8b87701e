"""What the stand-in has seen and done, for tests to compare with what a program believes."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping

KINDS = ("posts", "polls", "downloads", "uploads")
KEPT = 20_000
"""Entries of each kind that are kept; older ones are dropped."""


class Record:
    """Lists of posts, polls, downloads and uploads, and the paths to which a key was sent by mistake.

    Safe to use from any thread; every entry holds `at`, the seconds since 1970.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[str, deque[dict[str, object]]] = {kind: deque(maxlen=KEPT) for kind in KINDS}
        self._leaks: deque[str] = deque(maxlen=KEPT)

    def note(self, kind: str, facts: Mapping[str, object]) -> None:
        """Add an entry to one of `KINDS`."""
        with self._lock:
            self._entries[kind].append({"at": time.time(), **facts})

    def note_leak(self, path: str) -> None:
        """Add a path of the CDN to which an Authorization header was sent."""
        with self._lock:
            self._leaks.append(path)

    def snapshot(self) -> dict[str, list[object]]:
        """Return copies of all lists: one per kind, and `authorization_at_cdn`."""
        with self._lock:
            lists: dict[str, list[object]] = {kind: [dict(e) for e in self._entries[kind]] for kind in KINDS}
            return {**lists, "authorization_at_cdn": list(self._leaks)}
