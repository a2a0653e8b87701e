"""The guards of tests/conftest.py catch what they are there for, and Qt is not to be had here."""

from __future__ import annotations

import asyncio
import importlib
import socket
import threading

import pytest

from tests.support.guards import LeftBehindError, NetworkGuard, OutsideWorldError, new_threads, run_bounded


def test_qt_is_not_importable_here(pytestconfig: pytest.Config) -> None:
    if pytestconfig.pluginmanager.hasplugin("pytest-qt"):
        pytest.skip("pytest-qt has loaded Qt; `dev.py test unit` runs without it")
    with pytest.raises(ImportError, match="not importable in tests/unit"):
        importlib.import_module("PySide6.QtCore")


async def test_coroutine_tests_really_run_in_a_loop() -> None:
    assert asyncio.get_running_loop().is_running()


def test_a_pending_task_is_found() -> None:
    async def leaves_a_task() -> None:
        asyncio.get_running_loop().create_task(asyncio.Event().wait(), name="forgotten")

    with pytest.raises(LeftBehindError, match="forgotten"), asyncio.Runner() as runner:
        runner.run(run_bounded(leaves_a_task()))


def test_a_test_that_hangs_is_ended() -> None:
    async def hangs() -> None:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError), asyncio.Runner() as runner:
        runner.run(run_bounded(hangs(), seconds=0.01))


def test_a_thread_left_running_is_found() -> None:
    before = new_threads(set(), wait=0.0)
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert new_threads(before, wait=0.0) == {thread}
    finally:
        end.set()
        thread.join()


def test_another_machine_is_out_of_reach() -> None:
    with NetworkGuard() as guard, socket.socket() as sock:
        with pytest.raises(OutsideWorldError):
            sock.connect(("192.0.2.1", 80))
        with pytest.raises(OutsideWorldError):
            socket.getaddrinfo("example.com", 80)

    assert guard.attempts == ["192.0.2.1", "example.com"]


def test_a_name_that_can_not_exist_is_not_asked_for() -> None:
    with NetworkGuard() as guard, pytest.raises(socket.gaierror):
        socket.getaddrinfo("service.invalid", 80)

    assert guard.attempts == []


def test_this_machine_is_within_reach() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
