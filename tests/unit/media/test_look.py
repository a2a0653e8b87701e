"""Untagged log footage is told from everything else that comes with ten bits."""

from __future__ import annotations

import gc
from array import array
from dataclasses import replace

import pytest
from av.video.frame import VideoFrame
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.media.clip import decoded, opened
from kling_desktop.media.geometry import turn_of
from kling_desktop.media.look import looks_flat, samples
from kling_desktop.media.probe import probe
from tests.support.clips import Clip
from tests.unit.media.conftest import Maker

SCENE = (
    "gradients=c0=0x080604:c1=0x405070:c2=0x907860:c3=0xf8f0e0:nb_colors=4:seed=7"
    ":x0=0:y0=0:x1=191:y1=0:speed=0.00001"
)
PRORES = Clip(1, 192, 108, "24", SCENE, "prores_ks", "yuv422p10le", sound=None)
# Black is lifted to a tenth, white lies at seven tenths, and colour shrinks with it.
COLOURS = "u=512+(val-512)*0.45:v=512+(val-512)*0.45"
LOG_CURVE = rf"y=64+876*(0.1+0.6*pow(max(val-64\,0)/876\,0.8)):{COLOURS}"
LOG = replace(PRORES, curve=LOG_CURVE)
LOG_H264 = replace(LOG, codec="libx264", pix_fmt="yuv420p10le")
FOG = f"y=64+876*(0.55+0.3*(val-64)/876):{COLOURS}"
LOG_IN_8_BITS = r"y=16+219*(0.1+0.6*pow(max(val-16\,0)/219\,0.8)):u=128+(val-128)*0.45:v=128+(val-128)*0.45"


@pytest.mark.parametrize(("name", "described"), [("log.mov", LOG), ("log.mp4", LOG_H264)])
def test_a_log_curve_is_seen(make: Maker, name: str, described: Clip) -> None:
    assert probe(make(name, described)).is_flat


@pytest.mark.parametrize(
    ("name", "described"),
    [
        ("graded.mov", PRORES),
        ("eight_bits.mp4", replace(LOG, codec="libx264", pix_fmt="yuv420p", curve=LOG_IN_8_BITS)),
        ("tagged.mp4", replace(LOG_H264, colour=(1, 1, 1, 1))),
        ("pq.mp4", replace(LOG_H264, colour=(9, 16, 9, 1))),
        ("black.mov", replace(PRORES, picture="color=c=black")),
        ("grey.mov", replace(PRORES, picture="color=c=0x606060")),
        ("white.mov", replace(PRORES, picture="color=c=white")),
        ("fog.mov", replace(PRORES, curve=FOG)),
        ("test_picture.mov", replace(PRORES, picture="testsrc2")),
        ("bars.mov", replace(PRORES, picture="smptehdbars")),
    ],
)  # fmt: skip
def test_nothing_else_is_taken_for_log(make: Maker, name: str, described: Clip) -> None:
    assert not probe(make(name, described)).is_flat


def test_bars_of_a_letterbox_do_not_hide_it() -> None:
    frame = VideoFrame(192, 108, "yuv422p10le")
    picture, colour = [64] * (192 * 20), [512] * (96 * 108)
    picture += [160 + x * 2 for _ in range(68) for x in range(192)] + [64] * (192 * 20)
    for plane, values in zip(frame.planes, (picture, colour, colour), strict=True):
        plane.update(array("H", values).tobytes())
    assert looks_flat(samples(frame))
    black = frame.reformat(format="yuv444p")
    black.planes[0].update(bytes([16]) * (black.planes[0].line_size * 108))
    assert not list(samples(black))


@given(st.lists(st.tuples(st.floats(-0.1, 1.1), st.floats(0, 1.5)), max_size=80))
def test_full_colours_or_full_contrast_are_never_flat(pixels: list[tuple[float, float]]) -> None:
    assert not looks_flat([(luma, 0.5) for luma, _ in pixels])
    spread = [*[(0.0, 0.0)] * 10, *[(1.0, 0.0)] * 10]
    assert not looks_flat([*pixels, *spread * 8])


def test_to_see_how_a_frame_stands_keeps_no_frame_in_memory(make: Maker) -> None:
    def alive() -> int:
        return sum(type(each) is VideoFrame and each.width == LOG.width for each in gc.get_objects())

    gc.collect()
    before = alive()
    gc.disable()
    try:
        with opened(make("log.mp4", LOG_H264)) as clip:
            turns = [turn_of(frame) for frame in decoded(clip)]
        assert len(turns) == 24
        assert alive() - before <= 1
    finally:
        gc.enable()
