"""Garbage is collected in the window's thread only."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from kling_desktop.ui.sweeper import Sweeper


class Knot(QObject):
    """Holds itself, so that only the collector ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


@pytest.fixture
def sweeper(qapp: object) -> Iterator[Sweeper]:
    made = Sweeper()
    made.start()
    yield made
    made.stop()
    # The other tests leave collecting to tests/widget/conftest.py.
    gc.disable()


def make_rubbish() -> None:
    for _ in range(2000):
        knot: list[object] = []
        knot.append(knot)


def test_a_thread_that_makes_rubbish_ends_no_qt_object(sweeper: Sweeper) -> None:
    ended = weakref.ref(Knot())
    thread = threading.Thread(target=make_rubbish)
    thread.start()
    thread.join()
    assert ended() is not None
    sweeper.sweep()
    assert ended() is None


def test_without_rubbish_nothing_is_swept(sweeper: Sweeper) -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    sweeper.sweep()
    assert gc.get_stats()[0]["collections"] == before


def test_at_the_end_python_collects_again(qapp: object) -> None:
    sweeper = Sweeper()
    sweeper.start()
    assert not gc.isenabled()
    sweeper.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.disable()
