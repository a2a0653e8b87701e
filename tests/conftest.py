"""Rules for every test: coroutines have a time limit, nothing is left behind or leaves this machine."""

from __future__ import annotations

import asyncio
import inspect
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.guards import NetworkGuard, new_threads, run_bounded

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, database=None)

QT_SETTINGS = ("qt_api", "qt_log_level_fail")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know pytest-qt's settings where the plugin is switched off, as pyproject.toml holds them."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in QT_SETTINGS:
            parser.addini(name, "a setting of pytest-qt, which is switched off here")


def pytest_configure(config: pytest.Config) -> None:
    """Keep every test away from the user's own folders, keys and accounts."""
    hypothesis.settings.load_profile("ci")
    home = Path(tempfile.mkdtemp(prefix="kling-home-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(home / name)
    # Tests that mean a real keyring name it themselves.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    for name in [name for name in os.environ if name.startswith("MULEROUTER_")]:
        del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests in a loop of their own; tests/widget has Qt's loop and comes before this."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    with asyncio.Runner(debug=False) as runner:
        runner.run(run_bounded(pyfuncitem.obj(**arguments)))
    return True


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[None]:
    """Fail a test that tries to reach another machine, even where the tried code swallows the refusal."""
    with NetworkGuard() as guard:
        yield
    assert guard.attempts == [], f"tried to reach {guard.attempts}"


@pytest.fixture(autouse=True)
def no_thread_left(network_guard: None) -> Iterator[None]:
    """Fail a test that leaves a thread running which would keep the program from ending."""
    before = new_threads(set(), wait=0.0)
    yield
    left = new_threads(before, wait=2.0)
    assert not left, f"left these threads running: {sorted(thread.name for thread in left)}"
