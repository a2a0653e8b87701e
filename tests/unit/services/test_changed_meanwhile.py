"""A clip that is written anew just while it is prepared or uploaded: what was made of it is never paid for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.uploads import Route
from kling_desktop.media.prepare import prepare
from kling_desktop.services import prepared
from tests.support.clips import Clip, make_clip
from tests.support.double import Scene, Seen
from tests.support.engine import Rig, rig_at
from tests.support.practice import practice_rig
from tests.support.storage import FormServer, by_form
from tests.support.waiting import until


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A clip that goes as it is."""
    return make_clip(tmp_path / "A001.mp4", Clip(3.0, picture="color=c=0x808080", sound=None))


class Rewriting(FormServer):
    """A host during whose first upload the clip is saved anew."""

    def __init__(self, clip: Path) -> None:
        super().__init__()
        self.clip = clip
        self.before = clip.read_bytes()

    def _take(self, seen: Seen) -> Scene:
        if not self.files:
            self.clip.write_bytes(self.before + b"\0\0\0\x08free")
        return super()._take(seen)


async def use(rig: Rig, host: FormServer) -> None:
    routes = rig.studio.routes
    routes.change(replace(by_form(routes.chosen, host), is_form_understood=True))
    await routes.choose(Route.FORM)


async def test_a_link_to_what_was_not_chosen_is_neither_sent_nor_used_again(
    data: Path, video: bytes, clip: Path
) -> None:
    async with rig_at(data, video) as rig, Rewriting(clip) as host:
        await use(rig, host)
        job = await rig.send(EditRequest("Snow", (VideoInput(str(clip)),)))
        await until(lambda: rig.job(job.id).held)
        assert rig.job(job.id).held == Notice("source_changed", {"name": "A001.mp4"})
        assert rig.service.bodies == []
        clip.write_bytes(host.before)
        rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).state is JobState.DONE)
        assert len(host.files) == 2
        last = list(host.files)[-1]
        assert rig.job(job.id).links[0].url.endswith(last)
        assert host.files[last] == host.before


async def test_what_was_prepared_of_a_clip_that_changed_is_not_kept(
    data: Path, video: bytes, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_clip(clip, Clip(3.0, 640, 480, sound=None)).read_bytes()

    def changed_meanwhile(*order: object) -> None:
        prepare(*order)  # type: ignore[arg-type]
        clip.write_bytes(before + b"\0\0\0\x08free")

    async with practice_rig(data, video) as rig:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(prepared, "prepare", changed_meanwhile)
            (job,) = await rig.studio.jobs.start(EditRequest("Snow", (VideoInput(str(clip)),)))
            await until(lambda: rig.job(job.id).held, seconds=30)
            assert rig.job(job.id).held == Notice("source_changed", {"name": "A001.mp4"})
        assert (rig.uploaded, list((data / "prepared").glob("*.mp4"))) == ([], [])
        clip.write_bytes(before)
        rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
