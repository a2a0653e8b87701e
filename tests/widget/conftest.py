"""Widget tests: coroutines run in Qt's own loop, and no window stays open."""

from __future__ import annotations

import asyncio
import gc
import inspect
from collections.abc import Iterator

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from tests.support.guards import run_bounded


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an `async def` test in one qasync loop made for it, under the same limits as everywhere."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    loop = qasync.QEventLoop(pyfuncitem.funcargs["qapp"], already_running=False)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(run_bounded(pyfuncitem.obj(**arguments)))
    finally:
        _end_tasks(loop)
        asyncio.set_event_loop(None)
        loop.close()
    return True


def _end_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what a failed test left, so that its next one is not failed by it."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        # A task that will not end is left to the report of the test that started it.
        loop.run_until_complete(asyncio.wait(left, timeout=5.0))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    """Leave collecting to `pytest_runtest_logfinish`: in a worker's thread it would end Qt objects there."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """Collect what the test has made, in Qt's own thread."""
    gc.collect(1)


@pytest.fixture(autouse=True)
def no_window_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a window open; closing the last one does not end the loop."""
    qapp.setQuitOnLastWindowClosed(False)
    yield
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"left these windows open: {left}"
