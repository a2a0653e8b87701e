"""A proxy shows the same frames by number as its clip: with B-frames, from 10 bits, upright."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.media import tags
from kling_desktop.media.clip import decoded, opened
from kling_desktop.media.proxy import BOX, make_proxy
from kling_desktop.media.worker import Stopped
from tests.support import clips
from tests.support.barcode import number_in

LARGE = clips.Clip(
    seconds=0.4, width=2048, height=1152, rate="25", picture="numbers", sound=None,
    options={"preset": "ultrafast", "g": "4", "bf": "2"},
)  # fmt: skip


def numbers(path: Path) -> tuple[list[int], tuple[int, int], int]:
    """What each frame carries, their size, and bits of a channel."""
    with opened(path) as clip:
        frames = list(decoded(clip))
        grey = [frame.reformat(format="gray") for frame in frames]
        codes = [
            number_in(bytes(each.planes[0]), each.width, each.height, each.planes[0].line_size)
            for each in grey
        ]
        return codes, (frames[0].width, frames[0].height), tags.bits(frames[0])


@pytest.mark.parametrize(
    ("made", "bits"),
    [
        (LARGE, 8),
        (replace(LARGE, codec="prores_ks", pix_fmt="yuv422p10le", options={}), 10),
        (replace(LARGE, rate="30000/1001", dropped={3, 4}), 8),
    ],
    ids=["b-frames", "10 bits", "variable rate"],
)
def test_frame_by_frame_it_is_the_clip(tmp_path: Path, made: clips.Clip, bits: int) -> None:
    source = clips.make_clip(tmp_path / "source.mov", made)
    told: list[float] = []
    make_proxy(source, tmp_path / "proxy.mp4", told.append)
    codes, size, depth = numbers(tmp_path / "proxy.mp4")
    assert codes == numbers(source)[0]
    assert (size, depth) == (BOX, bits)
    assert told[-1] == 1
    assert sorted(told) == told


def test_a_turned_clip_stands_upright(tmp_path: Path) -> None:
    source = clips.turn_clip(clips.make_clip(tmp_path / "source.mp4", replace(LARGE, seconds=0.12)), 90)
    make_proxy(source, tmp_path / "proxy.mp4")
    with opened(tmp_path / "proxy.mp4") as clip:
        assert (clip.stream.width, clip.stream.height) == (608, 1080)


def test_stopped_or_refused_it_leaves_nothing(tmp_path: Path) -> None:
    source = clips.make_clip(tmp_path / "source.mp4", LARGE)
    with pytest.raises(Stopped):
        make_proxy(source, tmp_path / "proxy.mp4", stop=lambda: True)
    (tmp_path / "text.mp4").write_text("no clip")
    with pytest.raises(BadInput):
        make_proxy(tmp_path / "text.mp4", tmp_path / "proxy.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source.mp4", "text.mp4"]
