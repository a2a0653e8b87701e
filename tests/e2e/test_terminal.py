"""The command line against the sandbox, as other processes and over TCP; Qt cannot be imported there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from kling_desktop.paths import resource
from kling_desktop.sandbox.options import SandboxOptions
from kling_desktop.sandbox.server import SandboxServer
from tests.support.clips import Clip, make_clip
from tests.support.terminal import Said, quick_settings, say, start

PROMPT = "Add snow falling to @Video1"
FIELDS = {"id", "state", "held", "task_id", "prompt", "results", "charged", "error"}


class Account:
    """A stand-in for a live account: its key, its address, and a clip that it can fetch."""

    def __init__(self, server: SandboxServer, clip: Path) -> None:
        self.server = server
        self.environment = {"MULEROUTER_API_KEY": server.key, "MULEROUTER_BASE_URL": server.base_url}
        answer = httpx.put(
            f"{server.upload_url.rstrip('/')}/A001C003.mp4",
            content=clip.read_bytes(),
            headers={"Authorization": f"Bearer {server.key}"},
            trust_env=False,
        )
        self.clip: str = answer.raise_for_status().json()["url"]

    def scenario(self, **scenario: object) -> None:
        self.server.scenario(scenario)

    @property
    def accepted(self) -> list[Any]:
        posts: list[Any] = self.server.record()["posts"]
        return [post for post in posts if post.get("task_id")]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short legal clip."""
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", Clip(seconds=3.0))


@pytest.fixture
def account(tmp_path: Path, clip: Path) -> Iterator[Account]:
    """A live account on loopback that answers at once with an unedited copy."""
    with SandboxServer(SandboxOptions(tmp_path / "server", has_control=True)) as server:
        server.scenario({"edit": "copy"})
        yield Account(server, clip)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with short pauses."""
    return quick_settings(tmp_path / "data")


def edit(account: Account, data: Path, *more: str, within: float = 60.0) -> Said:
    return say(
        "edit",
        "--prompt",
        PROMPT,
        "--video",
        account.clip,
        "--json",
        "--data-dir",
        str(data),
        *more,
        extra=account.environment,
        within=within,
    )


def test_practice_needs_no_account_and_really_edits(tmp_path: Path) -> None:
    demo = resource("demo", "big-buck-bunny-5s.mp4")
    elsewhere = {"MULEROUTER_API_KEY": "sk-real", "MULEROUTER_BASE_URL": "http://127.0.0.1:1"}
    said = say(
        "--sandbox", "edit", "--prompt", PROMPT, "--video", str(demo), "--mode", "std", "--json",
        "--data-dir", str(tmp_path), extra=elsewhere, within=120,
    )  # fmt: skip
    assert said.code == 0, said.err
    assert set(said.json) == FIELDS
    assert said.json["state"] == "done"
    assert said.json["charged"] == "no"
    assert said.json["error"] is None
    (path,) = said.json["results"]
    with av.open(path) as result:
        stream = result.streams.video[0]
        assert stream.average_rate == 24
        assert (stream.width, stream.height) == (1280, 720)
        assert len(result.streams.audio) == 1
    assert Path(path).with_suffix(".json").exists()


def test_an_element_is_shown_by_a_video_that_lies_here(tmp_path: Path, clip: Path) -> None:
    data = quick_settings(tmp_path / "data")
    words = ("--prompt", "Put @Element1 into @Video1", "--video", str(clip), "--element", str(clip))
    said = say("edit", *words, "--sandbox", "--json", "--data-dir", str(data))
    assert said.code == 0
    (result,) = said.json["results"]
    sidecar = json.loads(Path(result).with_suffix(".json").read_text("utf-8"))
    assert [each["name"] for each in sidecar["sources"]] == ["clip.mp4", "clip.mp4"]


def test_an_edit_on_a_live_account(account: Account, data: Path) -> None:
    said = edit(account, data)
    assert said.code == 0, said.err
    assert said.json["state"] == "done"
    assert said.json["charged"] == "yes"
    assert said.json["task_id"] == account.accepted[0]["task_id"]
    assert Path(said.json["results"][0]).is_file()


def test_the_key_is_in_no_file_of_the_data_folder(account: Account, data: Path) -> None:
    assert edit(account, data).code == 0
    for path in data.rglob("*"):
        if path.is_file():
            assert account.server.key.encode() not in path.read_bytes(), path
    assert account.server.record()["authorization_at_cdn"] == []


def test_options_of_the_program_stand_before_or_after_the_verb(account: Account, data: Path) -> None:
    before = say("--data-dir", str(data), "jobs", "--json")
    after = say("jobs", "--json", "--data-dir", str(data))
    assert (before.code, before.json) == (after.code, after.json) == (0, [])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["--prompt", "", "--video", "CLIP"], "prompt_empty"),
        (["--prompt", "x" * 2501, "--video", "CLIP"], "prompt_long"),
        (["--prompt", "snow"], "source_missing"),
        (["--prompt", "snow", "--video", "/nowhere/a.mp4"], "file_missing"),
        (["--prompt", "snow", "--video", "ftp://host/a.mp4"], "link_not_http"),
        (["--prompt", "snow", "--video", "/"], "file_is_folder"),
        (["--prompt", "snow", "--video", __file__], "not_a_video"),
        (["--prompt", "snow", "--video", "CLIP", "--image", "/nowhere/a.png"], "file_missing"),
        (
            ["--prompt", "snow", "--video", "CLIP", "--last-frame", "https://x.example/a.png"],
            "last_frame_alone",
        ),
        (["--prompt", "snow", "--video", "CLIP", "--mode", "4k"], "usage"),
        (["--prompt", "snow", "--video", "CLIP", "--nonsense"], "usage"),
    ],
)
def test_bad_input_is_one_sentence_and_no_job(data: Path, clip: Path, words: list[str], kind: str) -> None:
    given = [str(clip) if word == "CLIP" else word for word in words]
    said = say("--sandbox", "edit", *given, "--json", "--data-dir", str(data))
    assert said.code == 2, said
    assert said.json["id"] is None
    assert said.json["error"]["kind"] == kind
    assert said.json["error"]["message"]
    assert "Traceback" not in said.err
    assert say("jobs", "--json", "--data-dir", str(data)).json == []


def test_while_sending_is_held_nothing_is_made_that_would_wait_in_silence(tmp_path: Path, clip: Path) -> None:
    data = quick_settings(tmp_path / "held", queue={"is_held": True})
    words = ("edit", "--sandbox", "--prompt", "snow", "--video", str(clip), "--data-dir", str(data))
    assert say(*words, "--dry-run").code == 0
    said = say(*words)
    assert said.code == 2, said
    assert "Sending is on hold" in said.err
    assert say("jobs", "--json", "--data-dir", str(data)).json == []


def test_no_key_is_said_and_nothing_is_made(data: Path, clip: Path) -> None:
    said = say(
        "edit", "--prompt", "snow", "--video", "https://x.example/a.mp4", "--json", "--data-dir", str(data)
    )
    assert said.code == 3, said
    assert said.json["id"] is None


def test_a_wrong_key_costs_nothing_and_is_not_sent_again_later(account: Account, data: Path) -> None:
    account.environment["MULEROUTER_API_KEY"] = "sk-wrong"
    said = edit(account, data)
    assert said.code == 3, said
    assert said.json["charged"] == "no"
    assert said.json["error"]["kind"] == "key_refused"
    account.environment["MULEROUTER_API_KEY"] = account.server.key
    later = say("jobs", "--follow", "--json", "--data-dir", str(data), extra=account.environment)
    assert later.code == 0
    assert account.accepted == []


def test_no_balance_fails_uncharged(account: Account, data: Path) -> None:
    account.scenario(post="402")
    said = edit(account, data)
    assert said.code == 4, said
    assert (said.json["state"], said.json["charged"]) == ("failed", "no")
    assert said.json["error"]["kind"] == "no_balance"


def test_a_content_refusal_shows_the_raw_words(account: Account, data: Path) -> None:
    account.scenario(refuse="content")
    said = edit(account, data)
    assert said.code == 4, said
    assert (said.json["state"], said.json["charged"]) == ("failed", "unknown")
    assert said.json["error"]["code"] == "3001"
    assert "risk control" in said.json["error"]["detail"] + said.json["error"]["title"]


def test_a_lost_answer_is_settled_by_its_id(account: Account, data: Path) -> None:
    account.scenario(post="cut", accepted=True, times=1)
    said = edit(account, data)
    assert said.code == 6, said
    assert (said.json["state"], said.json["charged"]) == ("unknown", "unknown")
    job = said.json["id"]
    task = account.accepted[0]["task_id"]
    wrong = say(
        "jobs", job, "--task-id", "nonsense", "--json", "--data-dir", str(data), extra=account.environment
    )
    assert wrong.code == 2, wrong
    settled = say(
        "jobs",
        job,
        "--task-id",
        task,
        "--follow",
        "--json",
        "--data-dir",
        str(data),
        extra=account.environment,
    )
    assert settled.code == 0, settled
    assert (settled.json["state"], settled.json["task_id"]) == ("done", task)
    assert len(account.accepted) == 1


def test_a_lost_answer_is_closed_or_sent_again_by_the_user_alone(account: Account, data: Path) -> None:
    account.scenario(post="cut", accepted=True, times=1)
    job = edit(account, data).json["id"]
    followed = say("jobs", "--follow", "--json", "--data-dir", str(data), extra=account.environment)
    assert [each["state"] for each in followed.json] == ["unknown"]
    assert len(account.accepted) == 1
    again = say("jobs", job, "--send-again", "--json", "--data-dir", str(data), extra=account.environment)
    assert again.code == 0, again
    assert again.json["state"] == "done"
    assert len(account.accepted) == 2
    closed = say("jobs", job, "--forget", "--json", "--data-dir", str(data), extra=account.environment)
    assert (closed.json[0]["state"], closed.json[0]["charged"]) == ("stopped", "unknown")


def test_an_unreachable_service_keeps_the_job(data: Path) -> None:
    nobody = {"MULEROUTER_API_KEY": "sk-x", "MULEROUTER_BASE_URL": "http://127.0.0.1:9"}
    said = say(
        "edit", "--prompt", "snow", "--video", "https://x.example/a.mp4", "--json", "--give-up", "0.5",
        "--data-dir", str(data), extra=nobody,
    )  # fmt: skip
    assert said.code == 5, said
    assert (said.json["state"], said.json["charged"]) == ("ready", "no")
    assert [job["state"] for job in say("jobs", "--json", "--data-dir", str(data)).json] == ["ready"]


def test_no_wait_ends_with_the_id_on_disk_and_follow_brings_the_result(account: Account, data: Path) -> None:
    account.scenario(slow=1.5)
    said = edit(account, data, "--no-wait")
    assert said.code == 0, said
    assert said.json["task_id"]
    assert said.json["results"] == []
    followed = say("jobs", "--follow", "--json", "--data-dir", str(data), extra=account.environment)
    assert [job["state"] for job in followed.json] == ["done"]
    assert len(account.accepted) == 1


def test_dry_run_sends_nothing(account: Account, data: Path) -> None:
    said = edit(account, data, "--dry-run")
    assert said.code == 0, said
    assert said.json["id"] is None
    assert account.server.record()["posts"] == []


def test_a_dry_run_says_what_becomes_of_the_clip_and_how_to_mark_a_part(
    data: Path, clip: Path, tmp_path: Path
) -> None:
    def dry(location: Path, *words: str) -> Said:
        given = ("--prompt", PROMPT, "--video", str(location), "--dry-run", *words)
        return say("--sandbox", "edit", *given, "--data-dir", str(data))

    whole = dry(clip)
    assert whole.code == 0
    assert "bit for bit" in whole.err
    assert "practice is free" in whole.err
    long = make_clip(tmp_path / "long.mp4", Clip(12, 160, 90, sound=None))
    assert "--in and --out" in dry(long).err
    marked = dry(long, "--in", "100", "--out", "129")
    assert marked.code == 0
    assert "18 more frames" in marked.err


def test_429_waits_as_asked_and_sends_once(account: Account, data: Path) -> None:
    account.scenario(post="429", retry_after=1, times=1)
    before = time.monotonic()
    said = edit(account, data)
    assert said.code == 0, said
    assert time.monotonic() - before > 1.0
    assert len(account.accepted) == 1


def test_an_expired_link_and_a_cut_download_are_overcome(account: Account, data: Path) -> None:
    account.scenario(links="expired", times=1)
    account.scenario(download="cut", after=5000, times=1)
    said = edit(account, data)
    assert said.code == 0, said
    assert len(account.accepted) == 1


def test_a_killed_edit_goes_on_with_the_same_task(account: Account, data: Path) -> None:
    account.scenario(slow=2.0)
    process = start(
        "edit",
        "--prompt",
        PROMPT,
        "--video",
        account.clip,
        "--data-dir",
        str(data),
        extra=account.environment,
    )
    try:
        deadline = time.monotonic() + 30
        while not account.accepted:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        listed: list[dict[str, Any]] = []
        while not (listed and listed[0]["task_id"]):
            assert time.monotonic() < deadline
            listed = say("jobs", "--json", "--data-dir", str(data)).json
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    followed = say("jobs", "--follow", "--json", "--data-dir", str(data), extra=account.environment)
    assert [job["state"] for job in followed.json] == ["done"]
    assert followed.json[0]["task_id"] == account.accepted[0]["task_id"]
    assert len(account.accepted) == 1


def test_a_second_process_leaves_its_job_to_the_owner(account: Account, data: Path) -> None:
    account.scenario(slow=3.0)
    owner = start(
        "edit",
        "--prompt",
        PROMPT,
        "--video",
        account.clip,
        "--data-dir",
        str(data),
        extra=account.environment,
    )
    try:
        deadline = time.monotonic() + 30
        while not account.accepted:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        second = edit(account, data)
        assert second.code == 0, second
        assert second.json["state"] == "done"
    finally:
        owner.communicate(timeout=30)
    assert owner.returncode == 0
    assert len(account.accepted) == 2


def test_the_sandbox_alone_says_one_line_and_refuses_other_keys(tmp_path: Path) -> None:
    process = start("sandbox", "--port", "0", "--key", "practice-key", "--data-dir", str(tmp_path))
    try:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        assert {"base_url", "key"} <= set(told)
        assert told["key"] == "practice-key"
        path = "/vendors/klingai/v1/kling-v3-omni/video-to-video/edit/none"
        for key, status in (("practice-key", 404), ("another", 401)):
            answer = httpx.get(
                told["base_url"] + path, headers={"Authorization": f"Bearer {key}"}, trust_env=False
            )
            assert answer.status_code == status
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=15)
    assert out == ""
    assert process.returncode in (0, -signal.SIGTERM), err


def test_the_practice_service_ends_with_its_parent(tmp_path: Path) -> None:
    process = start("sandbox", "--watch-stdin", "--data-dir", str(tmp_path))
    # Its standard input is empty from the start, as when the parent is gone.
    process.communicate(timeout=15)
    assert process.returncode == 0


def test_help_works_without_qt() -> None:
    said = say("edit", "--help")
    assert said.code == 0
    assert "--prompt" in said.out


def test_words_go_to_standard_error_without_json(account: Account, data: Path) -> None:
    said = say(
        "edit",
        "--prompt",
        PROMPT,
        "--video",
        account.clip,
        "--data-dir",
        str(data),
        extra=account.environment,
    )
    assert said.code == 0
    assert Path(said.out.strip()).is_file()
    assert "Downloading" in said.err or "Done" in said.err
    assert subprocess.list2cmdline([account.server.key]) not in said.err
