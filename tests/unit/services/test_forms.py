"""Which form an edit is sent in first, and what that form can carry."""

from __future__ import annotations

from pathlib import Path

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.site import MULERUN
from kling_desktop.paths import DataFolder
from kling_desktop.services.forms import Forms
from kling_desktop.settings.file import Settings
from kling_desktop.settings.sections import Account
from kling_desktop.store.journal import Journal


async def test_extra_videos_go_in_the_documented_form_only(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    settings = Settings(data.settings, {})
    journal = await Journal.open(data.journal, data.backups)
    try:
        forms = Forms(settings, journal)
        assert await forms.carries_extra_videos(MULERUN)
        await journal.remember_form(MULERUN, RequestForm.COMPACT)
        assert not await forms.carries_extra_videos(MULERUN)
        settings.replace(Account(request_form="documented"))
        assert await forms.carries_extra_videos(MULERUN)
    finally:
        await journal.close()
