"""Makes the look-up tables by which HDR is shown and sent as Rec.709: libswscale's own mapping, sampled once.

To make them takes libswscale some seconds for each graph, far too long beside a window. To be run with the
project's own Python, once libav maps otherwise:  .venv/bin/python packaging/devtool/hdr_tables.py
"""

import struct
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.filter import Graph
from av.video.frame import VideoFrame

TARGET = Path(__file__).resolve().parents[2] / "resources" / "looks"
SIDE = 33
"""Points on each axis; libswscale's own table has as many."""
PIXELS, LARGEST = "gbrp12le", 4095
TRANSFERS = {"pq": ("smpte2084", None), "hlg": ("arib-std-b67", None)}
PEAKS = (1000, 4000)
"""Nits of displays that PQ is mastered on; where a clip does not say, there is room for all that PQ knows."""
PRIMARIES = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"


def main() -> None:
    """Write all tables."""
    TARGET.mkdir(exist_ok=True)
    wanted = TRANSFERS | {f"pq-{peak}": ("smpte2084", peak) for peak in PEAKS}
    for name, (transfer, peak) in wanted.items():
        lines = "\n".join(table(transfer, peak))
        (TARGET / f"{name}.cube").write_text(
            f'TITLE "{name}"\nLUT_3D_SIZE {SIDE}\n{lines}\n', encoding="ascii"
        )


def table(transfer: str, peak: int | None) -> Iterator[str]:
    """The lines of one table: red runs quickest."""
    mapped = through(cube(peak), transfer)
    planes = {colour: bytes(plane) for colour, plane in zip("gbr", mapped.planes, strict=True)}
    for place in places(mapped):
        values = (struct.unpack_from("<H", planes[colour], place)[0] / LARGEST for colour in "rgb")
        yield " ".join(f"{value:.4f}" for value in values)


def cube(peak: int | None) -> VideoFrame:
    """All points as pixels, encoded and decoded without loss, so that the picture carries its peak."""
    frame = VideoFrame(SIDE * SIDE, SIDE, PIXELS)
    points = [(r, g, b) for b in range(SIDE) for g in range(SIDE) for r in range(SIDE)]
    for plane, at in zip(frame.planes, (1, 2, 0), strict=True):
        content = bytearray(plane.buffer_size)
        for place, point in zip(places(frame), points, strict=True):
            struct.pack_into("<H", content, place, round(point[at] * LARGEST / (SIDE - 1)))
        plane.update(bytes(content))
    said = f":hdr10=1:master-display={PRIMARIES}L({peak * 10000},50)" if peak else ""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "cube.mkv"))
        with av.open(path, "w") as out:
            options = {"x265-params": f"lossless=1:log-level=none{said}"}
            stream = out.add_stream("libx265", rate=Fraction(24), options=options)
            context = stream.codec_context
            context.width, context.height, context.pix_fmt = frame.width, frame.height, PIXELS
            frame.pts, frame.time_base = 0, Fraction(1, 24)
            for packet in (*stream.encode(frame), *stream.encode(None)):
                out.mux(packet)
        with av.open(path) as clip:
            return next(clip.decode(video=0))


def places(frame: VideoFrame) -> Iterator[int]:
    """Where in a plane the points stand, in the order of a table."""
    stride = frame.planes[0].line_size
    return (row * stride + 2 * column for row in range(SIDE) for column in range(SIDE * SIDE))


def through(frame: VideoFrame, transfer: str) -> VideoFrame:
    """The frame from BT.2020 in this transfer to Rec.709."""
    mapping = {
        "in_primaries": "bt2020",
        "in_transfer": transfer,
        "out_primaries": "bt709",
        "out_transfer": "bt709",
        "in_range": "full",
        "out_range": "full",
        "intent": "perceptual",
        "flags": "bicubic+accurate_rnd",
    }
    graph = Graph()
    source = graph.add(
        "buffer",
        video_size=f"{frame.width}x{frame.height}",
        pix_fmt=PIXELS,
        time_base="1/24",
        colorspace="gbr",
        range="pc",
    )
    steps = [graph.add("scale", **mapping), graph.add("format", pix_fmts=PIXELS)]
    graph.link_nodes(source, *steps, graph.add("buffersink")).configure()
    graph.push(frame)
    made = graph.pull()
    if not isinstance(made, VideoFrame):
        raise TypeError(f"a video filter gave {type(made).__name__}")
    return made


if __name__ == "__main__":
    main()
