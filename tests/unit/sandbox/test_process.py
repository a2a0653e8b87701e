"""The stand-in as a process of its own, started as the window does and from a terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from kling_desktop.sandbox.embedded import EmbeddedSandbox, SandboxStartFailed
from kling_desktop.sandbox.options import EDIT_PATH
from tests.support.waiting import until
from tests.unit.sandbox.conftest import KEY

MODULE = (sys.executable, "-m", "kling_desktop.sandbox")


def _command(folder: Path) -> tuple[str, ...]:
    return (*MODULE, "--port", "0", "--data-dir", str(folder), "--watch-stdin")


@asynccontextmanager
async def _embedded() -> AsyncIterator[EmbeddedSandbox]:
    sandbox = EmbeddedSandbox()
    try:
        yield sandbox
    finally:
        await sandbox.close()


async def test_the_embedded_one_comes_up_answers_and_ends(tmp_path: Path) -> None:
    async with _embedded() as sandbox:
        address = await sandbox.start(tmp_path, _command(tmp_path))
        again = await sandbox.start(tmp_path, _command(tmp_path))
        async with httpx.AsyncClient(trust_env=False) as client:
            url = f"{address.base_url}{EDIT_PATH}/none"
            codes = [
                (await client.get(url, headers={"authorization": f"Bearer {key}"})).status_code
                for key in (address.key, "other")
            ]
        states = [sandbox.is_running]
        await sandbox.close()
        states.append(sandbox.is_running)

        assert states == [True, False]
        assert codes == [404, 401]
        assert again == address
        assert address.upload_url.startswith("http://127.0.0.1:")


async def test_one_that_died_is_started_again(tmp_path: Path) -> None:
    shy = "import json,sys;print(json.dumps(dict(base_url='a',upload_url='b',key='c')),flush=True)"
    async with _embedded() as sandbox:
        await sandbox.start(tmp_path, (sys.executable, "-c", shy))
        while sandbox.is_running:
            continue
        await sandbox.start(tmp_path, (sys.executable, "-c", shy + ";sys.stdin.read()"))

        assert sandbox.is_running


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ((sys.executable, "-c", "import sys; sys.exit('no way')"), "ended before"),
        ((sys.executable, "-c", "print('hello')"), "ended before"),
        (("/no/such/program",), "No such file"),
    ],
)
async def test_one_that_does_not_come_up_says_so(
    tmp_path: Path, command: tuple[str, ...], words: str
) -> None:
    async with _embedded() as sandbox:
        with pytest.raises(SandboxStartFailed, match=words):
            await sandbox.start(tmp_path, command)

        assert not sandbox.is_running
        if "no way" in command[-1]:
            assert "no way" in (tmp_path / "sandbox.log").read_text()


def _start(folder: Path, *words: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    child = subprocess.Popen(
        (*MODULE, "--data-dir", str(folder), *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    return child, json.loads(child.stdout.readline())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: int) -> None:
    child, said = _start(tmp_path, "--key", "chosen")
    child.send_signal(number)
    rest, complaints = child.communicate(timeout=10)

    assert (child.returncode, rest, complaints) == (0, "", "")
    assert sorted(said) == ["base_url", "key", "upload_url"]
    assert said["key"] == "chosen"


def test_the_end_of_its_standard_input_ends_it(tmp_path: Path) -> None:
    child, _ = _start(tmp_path, "--watch-stdin")
    assert child.poll() is None
    rest, complaints = child.communicate(timeout=10)

    assert (child.returncode, rest, complaints) == (0, "", "")


async def test_a_task_outlives_a_kill(tmp_path: Path, data: bytes) -> None:
    killed, said = _start(tmp_path, "--key", KEY)
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {KEY}"}, trust_env=False) as client:
        url = (await client.put(f"{said['upload_url']}/a.mp4", content=data)).json()["url"]
        body = {"prompt": "rain", "mode": "std", "video_list": [{"video_url": url}]}
        task_id = (await client.post(said["base_url"] + EDIT_PATH, json=body)).json()["task_info"]["id"]
        await until(lambda: list((tmp_path / "results").iterdir()))
        killed.kill()
        killed.communicate()
        again, said = _start(tmp_path, "--key", KEY, "--watch-stdin")
        place = f"{said['base_url']}{EDIT_PATH}/{task_id}"
        while "videos" not in (answer := (await client.get(place)).json()):
            continue
        result = await client.get(answer["videos"][0])
    again.communicate()

    assert answer["task_info"]["id"] == task_id
    assert result.content[4:8] == b"ftyp"
    assert [path.name for path in (tmp_path / "results").iterdir()] == [f"{task_id}.mp4"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no niceness")
def test_it_gives_way_to_others(tmp_path: Path) -> None:
    child, _ = _start(tmp_path, "--watch-stdin")
    nice = os.getpriority(os.PRIO_PROCESS, child.pid)
    child.communicate(timeout=10)

    assert nice > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    child, said = _start(tmp_path / "a", "--watch-stdin")
    port = str(httpx.URL(said["base_url"]).port)
    other = subprocess.run(
        (*MODULE, "--data-dir", str(tmp_path / "b"), "--port", port),
        capture_output=True,
        text=True,
        timeout=20,
    )
    child.communicate(timeout=10)

    assert (other.returncode, other.stdout) == (2, "")
    assert other.stderr.startswith("The practice service can't start:")


def test_the_window_can_import_launcher_and_vocabulary_cheaply() -> None:
    code = (
        "import sys, kling_desktop.sandbox.embedded, kling_desktop.sandbox.vocabulary as v\n"
        "assert v.understands('snow')\n"
        "print(sorted({'av', 'PIL', 'starlette', 'uvicorn', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, timeout=20, check=True
    )

    assert done.stdout.strip() == "[]"
