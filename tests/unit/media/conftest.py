"""Small clips for the tests of media, each made once a session, and frames of known colours."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.stream import Disposition

from tests.support.clips import Clip, make_clip

Maker = Callable[[str, Clip], Path]

SMALL = Clip(seconds=2, width=128, height=72, rate="25")


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Makes a clip by file name and description, or gives the one that was made of them before."""
    made: dict[tuple[str, str], Path] = {}

    def maker(name: str, clip: Clip) -> Path:
        key = (name, repr(clip))
        if key not in made:
            made[key] = make_clip(tmp_path_factory.mktemp("clips") / name, clip)
        return made[key]

    return maker


@pytest.fixture(scope="session")
def clip(make: Maker) -> Path:
    """Two seconds at 25 frames per second, 128 × 72, with sound and B-frames, in an mp4."""
    described = Clip(
        seconds=2, width=128, height=72, rate="25", options={"preset": "fast", "g": "20", "bf": "2"}
    )
    return make("small.mp4", described)


@pytest.fixture(scope="session")
def front_loaded(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same clip with its index before its frames, as services deliver results."""
    target = tmp_path_factory.mktemp("clips") / "front.mp4"
    remux(clip, target, options={"movflags": "faststart"})
    return target


def remux(source: Path, target: Path, options: dict[str, str] | None = None, hidden_ticks: int = 0) -> None:
    """Copy a clip packet by packet; its first `hidden_ticks` are hidden by an edit list."""
    with av.open(str(source)) as old, av.open(str(target), "w", options=options or {}) as new:
        streams = {stream.index: new.add_stream_from_template(stream) for stream in old.streams}
        for packet in old.demux():
            if packet.dts is None or packet.pts is None:
                continue
            if packet.stream.type == "video":
                packet.pts, packet.dts = packet.pts - hidden_ticks, packet.dts - hidden_ticks
            packet.stream = streams[packet.stream.index]
            new.mux(packet)


def write_sound(path: Path, with_cover: bool = False) -> Path:
    """Half a second of silence; `with_cover` adds a picture, as music has."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=48_000)
        if with_cover:
            cover = out.add_stream("png", rate=1)
            cover.width, cover.height, cover.pix_fmt = 32, 32, "rgb24"
            cover.disposition = Disposition.attached_pic
            out.mux(cover.encode(rgb_frame(32, 32, lambda _x, _y: (200, 30, 30))))
        for number in range(24):
            frame = av.AudioFrame("fltp", "stereo", 1000)
            frame.sample_rate, frame.pts, frame.time_base = 48_000, 1000 * number, Fraction(1, 48_000)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def write_frames(
    path: Path,
    frames: list[av.VideoFrame],
    rate: int = 25,
    turn: int = 0,
    mirror: bool = False,
    pixel_aspect: Fraction | None = None,
) -> Path:
    """Encode RGB frames without loss into a mov, to be shown turned counter-clockwise by `turn` degrees."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264rgb", rate=rate, options={"qp": "0", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = frames[0].width, frames[0].height, "rgb24"
        if pixel_aspect:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if turn or mirror:
            stream.set_display_rotation(turn, hflip=mirror)
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def rgb_frame(
    width: int, height: int, colour_at: Callable[[int, int], tuple[int, int, int]]
) -> av.VideoFrame:
    """A frame whose pixel at column x, row y has `colour_at(x, y)`."""
    rows = b"".join(bytes((*colour_at(x, y), 255)) for y in range(height) for x in range(width))
    return av.VideoFrame.from_bytes(rows, width, height, format="rgba").reformat(format="rgb24")
