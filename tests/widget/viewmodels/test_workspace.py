"""All models together."""

from __future__ import annotations

from pathlib import Path

from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.settings.file import Settings
from kling_desktop.viewmodels.workspace import Workspace
from tests.support.studio_double import CLIP, StudioDouble, job
from tests.support.waiting import until


async def test_models_hear_of_each_other(studio: StudioDouble, tmp_path: Path) -> None:
    studio.settings = Settings.load(tmp_path / "settings.json")
    workspace = Workspace()
    noticed: list[str] = []
    workspace.noticed.connect(noticed.append)
    await workspace.attach(studio.as_studio)
    workspace.editor.choose_source(CLIP)
    await until(lambda: workspace.showing.state.source == CLIP)
    studio.jobs.save(job(JobState.RUNNING))
    studio.jobs.save(job(JobState.DONE))
    assert workspace.showing.state.waiting is not None
    studio.desk.post(Notice("practice_failed", {"reason": "no port"}))
    assert noticed == ["Practice mode could not be started: no port. The program tries again by itself."]
    await studio.close()
