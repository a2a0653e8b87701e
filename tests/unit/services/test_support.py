"""The bundle for support: no key in it, and no prompt unless it is wanted."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.job import EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest
from kling_desktop.services.support import HIDDEN, Bundle, licences, packed, told_of

KEY = "sk-live-0123456789"
SECRET = "s3-secret/abc+def"
PROMPT = 'Put "Anna Example" into\n@Video1 – schneeweiß'
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def a_job(prompt: str = PROMPT) -> EditJob:
    words = ErrorWords("content", "refused", f"not allowed: {prompt} (key {KEY})")
    failure = Failure(Notice("content_refused", {"said": prompt}), words, 400)
    request = EditRequest(prompt, negative_prompt="a secret wish")
    return EditJob(
        "job-1", "https://api.mulerouter.ai", request, 1.0, "/takes", JobState.FAILED,
        task_id="task-77", traceparent=TRACE, failure=failure,
    )  # fmt: skip


def made(folder: Path, has_prompts: bool, log: str = "", job: EditJob | None = None) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kling-desktop.log").write_text(log, encoding="utf-8")
    bundle = Bundle(
        {"version": "1"}, (job or a_job(),), has_prompts, (KEY, SECRET), folder, Path("/homes/anna")
    )
    with zipfile.ZipFile(io.BytesIO(packed(bundle))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_says_what_support_needs(tmp_path: Path) -> None:
    files = made(tmp_path, has_prompts=False, log="2026 INFO started")
    assert set(files) == {"about.json", "tasks.json", "logs/kling-desktop.log"}
    (task,) = json.loads(files["tasks.json"])
    assert (task["task_id"], task["traceparent"], task["state"]) == ("task-77", TRACE, "failed")
    assert (task["failure"]["code"], task["failure"]["status"]) == ("content", 400)
    assert "started" in files["logs/kling-desktop.log"]
    assert "prompt" not in task


@pytest.mark.parametrize("has_prompts", [False, True])
def test_no_key_is_in_it(tmp_path: Path, has_prompts: bool) -> None:
    log = f"INFO sent {KEY}\nINFO {SECRET}\nAuthorization: Bearer other\nGET https://x/y?X-Amz-Signature=1"
    whole = "".join(made(tmp_path, has_prompts, log).values())
    for hidden in (KEY, SECRET, "Bearer other", "X-Amz-Signature"):
        assert hidden not in whole


def test_no_prompt_is_in_it_unless_it_is_wanted(tmp_path: Path) -> None:
    log = f"WARNING {PROMPT}\nWARNING {json.dumps(PROMPT)}\nWARNING a secret wish"
    whole = "".join(made(tmp_path, False, log).values())
    assert "Anna" not in whole
    assert "schnee" not in whole
    assert "secret wish" not in whole
    assert HIDDEN in whole
    (task,) = json.loads(made(tmp_path, True, log)["tasks.json"])
    assert task["prompt"] == PROMPT


@given(prompt=st.text(min_size=6).map(lambda text: f"Qx7{text}Zj9"))
def test_no_prompt_at_all_gets_through(tmp_path_factory: pytest.TempPathFactory, prompt: str) -> None:
    folder = tmp_path_factory.mktemp("logs")
    whole = "".join(made(folder, False, job=a_job(prompt)).values())
    assert "Qx7" not in whole
    assert "Zj9" not in whole


def test_the_text_on_one_job_has_ids_and_no_secret() -> None:
    bundle = Bundle(
        {"version": "1", "system": "Linux"}, (a_job(),), False, (KEY,), Path(), Path("/homes/anna")
    )
    said = told_of(a_job(), bundle)
    lines = ("version: 1", "system: Linux", "job: job-1", "task_id: task-77", f"traceparent: {TRACE}")
    assert set(lines) <= set(said.splitlines())
    assert "created: 1970-01-01T00:00:01+00:00" in said
    assert "failure.code: content" in said
    for hidden in (KEY, "Anna", "secret wish"):
        assert hidden not in said
    assert all(line.partition(": ")[2] for line in said.splitlines())


def test_the_home_folder_has_no_name_in_it(tmp_path: Path) -> None:
    files = made(tmp_path, False, "INFO /homes/anna/clips/a.mov")
    assert "INFO ~/clips/a.mov" in files["logs/kling-desktop.log"]


def test_a_short_prompt_leaves_other_words_whole(tmp_path: Path) -> None:
    files = made(tmp_path, False, "INFO a failed", job=replace(a_job("a"), failure=None))
    assert "a failed" in files["logs/kling-desktop.log"]


def test_each_part_is_named_with_its_licence() -> None:
    lines = licences().splitlines()
    assert any(line.startswith("PySide6_Essentials 6.") and "GPL" in line for line in lines), lines
    assert all(" · " in line for line in lines)
