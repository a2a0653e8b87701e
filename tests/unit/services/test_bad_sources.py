"""What can be chosen and is no clip: each refused with one sentence that names it, soon and without harm."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop import i18n
from kling_desktop.domain.errors import BadInput
from kling_desktop.media.worker import Workers
from kling_desktop.services.clips import Clips
from kling_desktop.store.inputs import InputFolder
from tests.support.bad_files import (
    DEMO,
    folder,
    gone,
    half,
    huge,
    locked,
    noise,
    nothing,
    picture,
    pipe,
    text,
)

LONGEST_SENTENCE = 200


@pytest.fixture
def clips(tmp_path: Path) -> Iterator[Clips]:
    workers = Workers()
    yield Clips(workers, InputFolder(tmp_path / "inputs"))
    workers.close()


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (folder, {"file_is_folder"}),
        (nothing, {"file_empty"}),
        (gone, {"file_missing"}),
        (text, {"video_broken", "not_a_video"}),
        (half, {"video_incomplete", "video_broken"}),
        (noise, {"video_broken", "not_a_video"}),
        (huge, {"video_broken", "not_a_video"}),
        (picture, {"is_picture"}),
        pytest.param(pipe, {"file_unreadable"}, marks=pytest.mark.skipif(os.name == "nt", reason="no pipes")),
        pytest.param(
            locked,
            {"file_unreadable"},
            marks=pytest.mark.skipif(
                not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read"
            ),
        ),
    ],
)
@pytest.mark.parametrize("name", ["clip.mp4", "смена 雪 مشهد é.mov"])
async def test_each_gets_one_sentence(
    clips: Clips, tmp_path: Path, make: object, codes: set[str], name: str
) -> None:
    path = tmp_path / name
    assert callable(make)
    make(path)
    with pytest.raises(BadInput) as caught:
        await clips.look(str(path))
    notice = caught.value.notice
    assert notice.code in codes
    sentence = i18n.current().notice(notice.code, notice.values).sentence
    assert name in sentence
    assert len(sentence) <= LONGEST_SENTENCE
    assert sentence.count("\n") == 0


async def test_a_name_in_any_script_is_no_reason_to_refuse(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "смена 雪 مشهد é 🎬.mp4"
    path.write_bytes(DEMO.read_bytes())
    assert (await clips.look(str(path))).info.frames > 0


async def test_a_clip_that_goes_away_while_it_is_looked_at_is_told(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(DEMO.read_bytes())
    await clips.look(str(path))
    path.unlink()
    with pytest.raises(BadInput) as caught:
        await clips.look(str(path))
    assert caught.value.notice.code == "file_missing"


async def test_an_ended_look_keeps_no_worker(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(DEMO.read_bytes())
    looks = [asyncio.ensure_future(clips.look(str(path))) for _ in range(200)]
    await asyncio.sleep(0)
    for look in looks:
        look.cancel()
    ended = await asyncio.gather(*looks, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in ended)
    # What waited was dropped: the next look is not behind two hundred others.
    assert (await asyncio.wait_for(clips.look(str(path)), 5)).info.frames > 0
