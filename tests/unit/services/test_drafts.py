"""The draft: what was set up is there again, and what happened to its media meanwhile is said."""

from __future__ import annotations

import os
from pathlib import Path

from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import DiskFull
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.media.fingerprint import fingerprint
from kling_desktop.services.drafts import RestoredDraft
from tests.support.engine import LINK, Rig, rig_at
from tests.support.waiting import until


async def reopened(rig: Rig) -> RestoredDraft:
    await rig.studio.close()
    restored = await (await rig.start()).drafts.restore()
    assert restored
    return restored


def codes(restored: RestoredDraft) -> list[str]:
    return [notice.code for notice in restored.notices]


async def test_there_is_none_at_first(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        assert await rig.studio.drafts.restore() is None


async def test_it_comes_back_with_its_media_and_takes(data: Path, video: bytes, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(video)
    async with rig_at(data, video) as rig:
        kept = rig.studio._inputs.keep(b"a picture")
        request = EditRequest(
            "Add @Image1 to @Video1",
            (VideoInput(str(clip), fingerprint=fingerprint(clip)), VideoInput(LINK)),
            (ImageInput("a.png", sha256=kept), ImageInput("b", url="https://h.example/b.png")),
        )
        rig.studio.drafts.keep(Draft(request, 3))
        restored = await reopened(rig)
        assert restored == RestoredDraft(Draft(request, 3))


async def test_the_newest_of_many_changes_is_kept_shortly(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        for number in range(50):
            rig.studio.drafts.keep(Draft(EditRequest(f"Snow {number}")))
        await until(lambda: not rig.studio.drafts._is_saving)
        assert await rig.studio.journal.draft() == Draft(EditRequest("Snow 49"))


async def test_it_is_kept_once_a_full_disk_has_room_again(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        save = rig.studio.journal.save_draft
        tries: list[Draft] = []

        async def full(draft: Draft) -> None:
            tries.append(draft)
            if len(tries) < 3:
                raise DiskFull("disk_full", folder="x")
            await save(draft)

        setattr(rig.studio.journal, "save_draft", full)  # noqa: B010 only this call fails
        rig.studio.drafts.keep(Draft(EditRequest("Snow")))
        await until(lambda: not rig.studio.drafts._is_saving)
        assert await rig.studio.journal.draft() == Draft(EditRequest("Snow"))
        assert len(tries) == 3


async def test_a_clip_that_changed_or_went_is_said(data: Path, video: bytes, tmp_path: Path) -> None:
    paths = {
        name: tmp_path / f"{name}.mp4" for name in ("same", "touched", "changed", "gone", "raw", "rawgone")
    }
    for path in paths.values():
        path.write_bytes(video)
    known = {
        name: VideoInput(str(path), fingerprint=None if name.startswith("raw") else fingerprint(path))
        for name, path in paths.items()
    }
    async with rig_at(data, video) as rig:
        rig.studio.drafts.keep(Draft(EditRequest("Snow", tuple(known.values()))))
        os.utime(paths["touched"], (1, 1))
        paths["changed"].write_bytes(video[::-1])
        os.utime(paths["changed"], (2, 2))
        paths["gone"].unlink()
        paths["rawgone"].unlink()
        restored = await reopened(rig)
        assert [(notice.code, notice.values["name"]) for notice in restored.notices] == [
            ("draft_source_changed", "changed.mp4"),
            ("draft_source_gone", "gone.mp4"),
            ("draft_source_gone", "rawgone.mp4"),
        ]


async def test_a_folder_in_place_of_the_clip_and_a_lost_picture_are_said(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(video)
    request = EditRequest(
        "Snow",
        (VideoInput(str(clip), fingerprint=fingerprint(clip)),),
        (ImageInput("lost.png", sha256="ab" * 32),),
        first_frame=ImageInput("lost.png", sha256="ab" * 32),
        last_frame=ImageInput("odd.png", sha256="../x"),
    )
    async with rig_at(data, video) as rig:
        rig.studio.drafts.keep(Draft(request))
        clip.unlink()
        clip.mkdir()
        restored = await reopened(rig)
        assert codes(restored) == ["file_is_folder", "draft_picture_gone", "draft_picture_gone"]
        assert restored.draft.request == request
