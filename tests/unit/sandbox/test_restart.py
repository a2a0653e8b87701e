"""Tasks, uploads and results outlive the process; old ones do not."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from kling_desktop.sandbox.options import SandboxOptions
from kling_desktop.sandbox.server import SandboxServer
from tests.unit.sandbox.conftest import COPY, inline, png, site_of


async def test_an_unfinished_task_goes_on_on_other_ports(options: SandboxOptions, data: bytes) -> None:
    with SandboxServer(options) as first:
        async with site_of(first) as site:
            url = await site.put(data)
            task_id = await site.post_edit(url, first_frame=inline(png()))
            while (await site.get(task_id)).json()["task_info"]["status"] != "processing":
                continue
    with SandboxServer(options) as second:
        async with site_of(second) as site:
            answer = await site.ended(task_id)
            result = await site.plain.get(answer["videos"][0])  # type: ignore[index]

    assert first.base_url != second.base_url
    assert answer["task_info"]["status"] == "completed"  # type: ignore[index]
    assert result.status_code == 200
    assert list((options.data_dir / "work").iterdir()) == []


async def test_a_finished_task_gets_links_of_the_present_ports(options: SandboxOptions, data: bytes) -> None:
    with SandboxServer(options) as first:
        first.scenario(COPY)
        async with site_of(first) as site:
            task_id = await site.post_edit(await site.put(data))
            before = await site.ended(task_id)
    with SandboxServer(options) as second:
        async with site_of(second) as site:
            after = (await site.get(task_id)).json()
            result = await site.plain.get(after["videos"][0])

    assert after["task_info"] == before["task_info"]
    assert after["videos"] != before["videos"]
    assert result.content == data


async def test_an_upload_of_an_earlier_run_is_still_the_source(options: SandboxOptions, data: bytes) -> None:
    with SandboxServer(options) as first:
        async with site_of(first) as site:
            url = await site.put(data)
    with SandboxServer(options) as second:
        second.scenario(COPY)
        async with site_of(second) as site:
            answer = await site.ended(await site.post_edit(url))

    assert "videos" in answer


async def test_what_is_older_than_a_week_is_dropped(options: SandboxOptions, data: bytes) -> None:
    with SandboxServer(options) as first:
        first.scenario(COPY)
        async with site_of(first) as site:
            old = await site.post_edit(await site.put(data, "old.mp4"))
            await site.ended(old)
            new = await site.post_edit(await site.put(data, "new.mp4"))
            await site.ended(new)
    week_ago = time.time() - 7 * 24 * 3600 - 60
    for path in (*options.data_dir.rglob(f"{old}*"), options.data_dir / "uploads" / "old.mp4"):
        os.utime(path, (week_ago, week_ago))
    (options.data_dir / "results" / ".half.mp4").write_bytes(b"x")
    with SandboxServer(options) as second:
        async with site_of(second) as site:
            codes = [(await site.get(task_id)).status_code for task_id in (old, new)]
    left = sorted(path.name for path in options.data_dir.rglob("*") if path.is_file())

    assert codes == [404, 200]
    assert left == sorted([f"{new}.json", f"{new}.mp4", "new.mp4"])


async def test_an_old_upload_that_an_open_task_needs_is_kept(options: SandboxOptions, data: bytes) -> None:
    with SandboxServer(options) as first:
        first.scenario(COPY)
        async with site_of(first) as site:
            task_id = await site.post_edit(await site.put(data, "needed.mp4"))
            await site.ended(task_id)
    stored = options.data_dir / "tasks" / f"{task_id}.json"
    _reopen(stored)
    (options.data_dir / "results" / f"{task_id}.mp4").unlink()
    week_ago = time.time() - 8 * 24 * 3600
    for path in (options.data_dir / "uploads" / "needed.mp4", stored):
        os.utime(path, (week_ago, week_ago))
    with SandboxServer(options) as second:
        async with site_of(second) as site:
            answer = await site.ended(task_id)
            result = await site.plain.get(answer["videos"][0])  # type: ignore[index]

    assert result.content == data


def _reopen(stored: Path) -> None:
    """Make a finished task one that was cut off in the middle."""
    text = stored.read_text(encoding="utf-8")
    assert '"stage": "done"' in text
    stored.write_text(text.replace('"stage": "done"', '"stage": "working"'), encoding="utf-8")


async def test_damaged_and_future_tasks_are_left_alone(options: SandboxOptions) -> None:
    tasks = options.data_dir / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "a.json").write_text("{")
    (tasks / "b.json").write_text("[]")
    (tasks / "c.json").write_text(json.dumps({"format": 2, "id": "c"}))
    with SandboxServer(options) as server:
        async with site_of(server) as site:
            codes = [(await site.get(name)).status_code for name in "abc"]

    assert codes == [404, 404, 404]
    assert len(list(tasks.iterdir())) == 3
