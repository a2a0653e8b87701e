"""How a source's look becomes Rec.709, as filters of libav: for what is shown and for what is sent alike."""

import math
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from kling_desktop import paths
from kling_desktop.domain.cut import LookKind

Step = tuple[str, dict[str, str]]
"""A filter's name and its settings."""
SCALING = "area+accurate_rnd+full_chroma_int"
ENLARGING = "lanczos+accurate_rnd+full_chroma_int"
MATRIX_WORDS = {
    Colorspace.ITU709: "bt709",
    Colorspace.FCC: "fcc",
    Colorspace.ITU601: "bt601",
    Colorspace.SMPTE240M: "smpte240m",
    Colorspace.BT2020: "bt2020",
}
PEAKS = (1000, 4000)
"""Nits of the displays that there is a table of PQ for, besides the one that knows of none."""
PEAK_IN_SIDE_DATA = struct.Struct("=72x2i")
"""Where libav's side data of a mastering display have its peak, as a fraction."""
MASTERING = Type.MASTERING_DISPLAY_METADATA
TAGGED = {16: LookKind.PQ, 18: LookKind.HLG}
"""Transfer numbers of ITU-T H.273 that speak of HDR."""
LUT_PIXELS = "gbrp12le"
"""In what a look-up table is applied: fine enough that a steep curve shows no bands."""


@dataclass(frozen=True)
class Grade:
    """A look with its look-up table at hand; `lut` is a .cube file, needed for LOG only."""

    kind: LookKind = LookKind.REC709
    lut: Path | None = None


@contextmanager
def at_hand(grade: Grade | None) -> Iterator[Grade | None]:
    """The grade with its table, kept under any name, as a .cube file for as long as this lasts.

    Raises OSError when the table cannot be read.
    """
    if grade is None or grade.lut is None:
        yield grade
        return
    with tempfile.TemporaryDirectory(prefix="kling-look-") as folder:
        # The filter goes by the suffix.
        table = Path(folder) / "look.cube"
        shutil.copyfile(grade.lut, table)
        yield replace(grade, lut=table)


def is_table(path: Path) -> bool:
    """Whether the file holds a look-up table that can be applied to pictures; raises OSError."""
    grey = VideoFrame(16, 16, "gray")
    with at_hand(Grade(LookKind.LOG, path)) as grade:
        try:
            chain(grey, graded(grey, grade or Grade(), (16, 16), Colorspace.ITU709, ColorRange.JPEG))
        except av.FFmpegError:
            return False
    return True


def tagged_grade(frame: VideoFrame) -> Grade:
    """The grade that the frame's own tags ask for."""
    return Grade(TAGGED.get(int(frame.color_trc), LookKind.REC709))


def graded(
    frame: VideoFrame, grade: Grade, size: tuple[int, int], matrix: Colorspace, full: ColorRange
) -> list[Step]:
    """Filters that bring frames like this one to `size` and to Rec.709; the last leaves the pixels open."""
    is_larger = size[0] > frame.width or size[1] > frame.height
    scaling = {
        "w": str(size[0]),
        "h": str(size[1]),
        "flags": ENLARGING if is_larger else SCALING,
        "in_color_matrix": MATRIX_WORDS.get(matrix, "bt709"),
        "in_range": "full" if full == ColorRange.JPEG else "limited",
    }
    table = _table(frame, grade)
    if table is None:
        return [("scale", scaling)]
    # By key, not as one text: a path may hold signs that mean something to the filter.
    applied = {"file": str(table), "interp": "tetrahedral"}
    return [("scale", scaling), ("format", {"pix_fmts": LUT_PIXELS}), ("lut3d", applied)]


def _table(frame: VideoFrame, grade: Grade) -> Path | None:
    if grade.kind is LookKind.LOG:
        return grade.lut
    if grade.kind is LookKind.REC709:
        return None
    # What libswscale itself maps by takes seconds to make for each graph: these are its own, made once.
    peak = _peak(frame) if grade.kind is LookKind.PQ else None
    return paths.resource("looks", f"{grade.kind}-{peak}.cube" if peak else f"{grade.kind}.cube")


def _peak(frame: VideoFrame) -> int | None:
    """The peak that there is a table for and that is nearest to the one the frame was mastered on."""
    try:
        # Its stub knows of one kind only.
        said = bytes(cast(SideDataContainer, frame.side_data)[MASTERING])
    except KeyError:
        return None
    if len(said) < PEAK_IN_SIDE_DATA.size:
        return None
    nits, of = PEAK_IN_SIDE_DATA.unpack_from(said)
    return min(PEAKS, key=lambda peak: abs(math.log(peak * of / nits))) if nits > 0 and of > 0 else None


class Grader:
    """Makes RGB pictures of frames whose look is not Rec.709; keep one for frames of one clip and size."""

    def __init__(self) -> None:
        """Filters are made for the first frame, and anew for one of another kind."""
        self._graph: Graph | None = None
        self._made_for: tuple[object, ...] = ()

    def rgb(
        self,
        frame: VideoFrame,
        grade: Grade,
        size: tuple[int, int],
        matrix: Colorspace,
        full: ColorRange,
        pixels: str,
    ) -> VideoFrame:
        """The frame in full range RGB, as `pixels`; raises av.FFmpegError if it cannot be converted."""
        kind = (frame.width, frame.height, frame.format.name, grade, size, matrix, full, pixels)
        if self._graph is None or kind != self._made_for:
            steps = graded(frame, grade, size, matrix, full)
            if steps[-1][0] == "scale":
                steps[-1][1]["out_range"] = "full"
            self._graph, self._made_for = chain(frame, [*steps, ("format", {"pix_fmts": pixels})]), kind
        self._graph.push(frame)
        made = self._graph.pull()
        if not isinstance(made, VideoFrame):
            raise TypeError(f"a video filter gave {type(made).__name__}")
        return made


def chain(frame: VideoFrame, steps: list[Step]) -> Graph:
    """A configured graph that takes frames like this one through the steps."""
    graph = Graph()
    source = graph.add(
        "buffer",
        video_size=f"{frame.width}x{frame.height}",
        pix_fmt=frame.format.name,
        time_base="1/1000",
        pixel_aspect="1/1",
    )
    nodes: list[FilterContext] = [graph.add(name, **settings) for name, settings in steps]
    graph.link_nodes(source, *nodes, graph.add("buffersink")).configure()
    return graph
