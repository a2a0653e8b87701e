"""What a refused task offers leads to where it can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kling_desktop.domain.job import Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from tests.support.panels import dialog, press
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import CLIP, StudioDouble, job
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


async def test_editing_the_wording_begins_in_the_prompt(room: Furnished) -> None:
    request = EditRequest("Put Anna Example into @Video1", (VideoInput(CLIP),))
    failure = Failure(Notice("content_refused", {"said": "risk control"}))
    room.studio.history.jobs = [job(JobState.FAILED, 1, request=request, failure=failure)]
    await room.attach()
    room.stage.strip.all_button.click()
    room.stage.tasks.view.setCurrentIndex(room.workspace.found.index(0))
    press(room.stage.tasks, "remedy_edit_wording")
    await until(lambda: room.prompt.toPlainText() == request.prompt)
    assert room.prompt.hasFocus()
    source = room.workspace.editor.state.request.source
    assert source is not None
    assert source.location == CLIP
    await room.studio.close()


@pytest.mark.parametrize(("code", "page"), [("key_refused", "account"), ("storage_key", "links")])
async def test_what_settings_can_mend_opens_them_there(room: Furnished, code: str, page: str) -> None:
    await room.attach()
    held = job(JobState.READY, held=Notice(code))
    room.stage._handling.do(TaskRow.resting(held).actions()[0], TaskRow.resting(held))
    settings = await dialog("settings_dialog")
    assert [name for name, _ in settings._pages][settings._list.currentRow()] == page  # type: ignore[attr-defined]
    settings.close()
    await room.studio.close()


def test_the_main_thing_is_what_helps() -> None:
    held = TaskRow.resting(job(JobState.READY, held=Notice("key_missing")))
    assert held.actions()[0] is TaskAction.OPEN_SETTINGS
