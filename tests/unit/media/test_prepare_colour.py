"""One colour path: a still of the source and a still of what is sent are the same RGB, whatever the look."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from queue import Queue

import pytest

from kling_desktop.domain.cut import LookKind, SourceLook, Treatment
from kling_desktop.domain.plan import plan
from kling_desktop.media.clip import opened
from kling_desktop.media.colour import Picture
from kling_desktop.media.frames import still, tiles
from kling_desktop.media.grading import Grade
from kling_desktop.media.prepare import Order, prepare
from kling_desktop.media.probe import probe
from kling_desktop.media.reel import Reel
from kling_desktop.media.shelf import Order as Wanted
from kling_desktop.media.timeline_picture import SourceFrames
from kling_desktop.media.worker import never
from kling_desktop.paths import resource
from tests.support.clips import Clip, make_clip

BARS = 8
INVERTING = 'TITLE "turns over"\nLUT_3D_SIZE 2\n' + "".join(
    f"{1 - r} {1 - g} {1 - b}\n" for b in (0, 1) for g in (0, 1) for r in (0, 1)
)


def bars(picture: Picture) -> list[tuple[int, ...]]:
    """The colour in the middle of each of the eight bars, a quarter down."""
    row = picture.height // 4 * picture.stride
    places = (row + (2 * bar + 1) * picture.width // (2 * BARS) * 3 for bar in range(BARS))
    return [tuple(picture.rgb[place : place + 3]) for place in places]


def sent(source: Path, look: SourceLook | None = None, table: Path | None = None) -> Path:
    """What goes to the service for the source."""
    made = plan(probe(source), None, Treatment(look=look))
    target = source.with_name("sent.mp4")
    prepare(Order(source, made, Grade(made.look.kind, table)), target)
    return target


def differences(one: list[tuple[int, ...]], other: list[tuple[int, ...]]) -> list[int]:
    return [
        abs(a - b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "described"),
    [
        ("hd.mp4", Clip(3, 1920, 1080, picture="pal75bars", colour=(1, 1, 1, 1))),
        ("untagged_hd.mov", Clip(3, 1600, 900, picture="pal75bars")),
        ("untagged_sd.mp4", Clip(3, 640, 480, picture="pal75bars")),
        ("sd_601.mp4", Clip(3, 720, 576, "25", "pal75bars", colour=(5, 6, 5, 1))),
        ("full.mp4", Clip(3, 640, 360, picture="pal75bars", pix_fmt="yuvj420p", colour=(1, 1, 1, 2))),
        ("ten_bits.mov", Clip(3, 640, 360, picture="pal75bars", codec="prores_ks", pix_fmt="yuv422p10le")),
        ("bt2020.mkv", Clip(3, 640, 360, picture="pal75bars", codec="libx265", pix_fmt="yuv420p10le", colour=(9, 14, 9, 1))),
        ("pq.mkv", Clip(3, 640, 360, picture="pal75bars", codec="libx265", pix_fmt="yuv420p10le", colour=(9, 16, 9, 1))),
        ("hlg.mkv", Clip(3, 640, 360, picture="pal75bars", codec="libx265", pix_fmt="yuv420p10le", colour=(9, 18, 9, 1))),
    ],
)  # fmt: skip
def test_bars_read_the_same_before_and_after(name: str, described: Clip, tmp_path: Path) -> None:
    source = make_clip(tmp_path / name, described)
    before, after = still(source, 1.0), still(sent(source), 1.0)
    assert max(differences(bars(before), bars(after))) <= 2


def test_hdr_goes_by_the_display_that_it_was_mastered_on(tmp_path: Path) -> None:
    primaries = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"
    greens = {}
    for nits in (0, 900, 4000):
        said = f":hdr10=1:master-display={primaries}L({nits}0000,50)" if nits else ""
        described = Clip(
            0.2, 320, 180, picture="pal75bars", codec="libx265", pix_fmt="yuv420p10le", colour=(9, 16, 9, 1),
            options={"x265-params": f"log-level=none{said}"}, sound=None,
        )  # fmt: skip
        greens[nits] = bars(still(make_clip(tmp_path / f"{nits}.mkv", described), 0.0))[3][1]
    # The less there is to make room for, the brighter it stays.
    assert greens[900] > greens[4000] + 5
    assert greens[4000] > greens[0]


@pytest.mark.parametrize("path", sorted(resource("looks").iterdir()), ids=lambda path: path.stem)
def test_a_table_of_hdr_keeps_grey_grey_and_in_order(path: Path) -> None:
    lines = [[float(word) for word in line.split()] for line in path.read_text().splitlines()[2:]]
    side = 33
    greys = [lines[step * (side * side + side + 1)] for step in range(side)]
    assert max(max(grey) - min(grey) for grey in greys) < 0.01
    assert greys == sorted(greys)
    assert max(greys[0]) < 0.01
    assert min(greys[-1]) > 0.99


DEEP_BARS = Clip(3, 640, 360, picture="pal75bars", codec="prores_ks", pix_fmt="yuv422p10le", sound=None)


@pytest.mark.parametrize("kind", list(LookKind))
def test_a_chosen_look_reads_the_same_everywhere(kind: LookKind, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mkv", DEEP_BARS)
    table = tmp_path / "table.cube"
    table.write_text(INVERTING)
    grade = Grade(kind, table if kind is LookKind.LOG else None)
    look = SourceLook(kind, "0" * 64 if grade.lut else "", table.name)
    read = bars(still(source, 1.0, grade=grade))
    strip = next(iter(tiles(source, [24], Fraction(24), 360, grade=grade)))
    with opened(source) as clip:
        filled = SourceFrames(clip, Fraction(24), never, grade).at(24, (640, 360))
    plane = filled.planes[0]
    others = {
        "filmstrip": bars(strip),
        "viewer": bars(on_screen(source, 24, grade)),
        "viewer, playing": bars(on_screen(source, 24, grade, heading=1)),
        "fill": bars(Picture(640, 360, plane.line_size, bytes(plane))),
        "sent": bars(still(sent(source, look, grade.lut), 1.0)),
    }
    off = {place: max(differences(read, seen)) for place, seen in others.items()}
    assert max(off.values()) <= 2, off


def on_screen(source: Path, number: int, grade: Grade, heading: int = 0) -> Picture:
    """The frame as the viewer's reel makes it."""
    made: Queue[object] = Queue()
    reel = Reel(source, made.put, Wanted(number, heading, box=None, grade=grade))
    while (picture := reel.picture(number)) is None:
        made.get(timeout=60)
    reel.close()
    pixels = memoryview(picture.bgrx)
    rgb = bytearray(3 * picture.stride // 4 * picture.height)
    for colour in range(3):
        rgb[colour::3] = pixels[2 - colour :: 4]
    return Picture(picture.width, picture.height, 3 * picture.stride // 4, bytes(rgb))


def test_what_is_sent_says_that_it_is_rec709_limited(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mkv", Clip(3, 320, 180, picture="pal75bars", colour=(5, 6, 5, 1)))
    assert probe(sent(source)).transfer == "bt709"


def test_a_look_up_table_is_applied(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "log.mov", Clip(3, 1280, 720, picture="pal75bars", colour=(1, 1, 1, 1)))
    table = tmp_path / "it's a look, [turned]: over.cube"
    table.write_text(INVERTING)
    look = SourceLook(LookKind.LOG, "0" * 64, table.name)
    turned = [tuple(255 - part for part in bar) for bar in bars(still(source, 1.0))]
    assert max(differences(turned, bars(still(sent(source, look, table), 1.0)))) <= 3


def test_log_footage_without_a_table_cannot_go(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "log.mov", Clip(3, 320, 180))
    refusal = plan(probe(source), None, Treatment(look=SourceLook(LookKind.LOG))).refusal
    assert refusal is not None
    assert refusal.code == "plan_lut_missing"
