"""Picture chains of libavfilter put together by name, with still pictures as further inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from av import VideoFrame
from av.filter.context import FilterContext
from av.filter.graph import Graph
from PIL import Image

BT709 = 1
LIMITED = 1
UNSPECIFIED = 2

Node = FilterContext


@dataclass(frozen=True)
class Step:
    """One filter by its libavfilter name and its options, expressions unescaped."""

    name: str
    options: Mapping[str, str]


def step(name: str, **options: object) -> Step:
    """Write a step with its options as keywords."""
    return Step(name, {key: str(value) for key, value in options.items()})


def as_picture(frame: VideoFrame) -> Image.Image:
    """Turn a frame into a picture."""
    plane = frame.reformat(format="rgb24").planes[0]
    return Image.frombuffer(
        "RGB", (plane.width, plane.height), bytes(plane), "raw", "RGB", plane.line_size, 1
    )


class Wiring:
    """One graph with one main input, any number of stills and one output; owns the libavfilter graph."""

    def __init__(self) -> None:
        self._graph = Graph()
        self._main: Node | None = None
        self._stills: list[tuple[Node, VideoFrame]] = []

    def main(self, frame: VideoFrame, time_base: Fraction) -> Node:
        """Add the main input for frames that look like `frame`; what has no colour tags counts as BT.709."""
        matrix = BT709 if frame.colorspace == UNSPECIFIED else frame.colorspace
        self._main = self._input(frame, time_base, matrix)
        return self._main

    def still(self, image: Image.Image) -> Node:
        """Add an RGBA picture as an input of one frame, which an overlay shows for as long as it lasts."""
        width, height = image.size
        frame = VideoFrame.from_bytes(image.convert("RGBA").tobytes(), width, height, format="rgba")
        frame.pts, frame.time_base = 0, Fraction(1, 24)
        node = self._input(frame, Fraction(1, 24), 0)
        self._stills.append((node, frame))
        return self.chain(
            node,
            step("scale", out_color_matrix="bt709", out_range="tv"),
            step("format", pix_fmts="yuva420p"),
        )

    def chain(self, node: Node, *steps: Step) -> Node:
        """Put filters behind a node, one after the other, and return the last."""
        for filtering in steps:
            following = self._graph.add(filtering.name, **dict(filtering.options))
            node.link_to(following)
            node = following
        return node

    def overlay(self, below: Node, above: Node, **options: object) -> Node:
        """Lay one node over another; `options` are those of the overlay filter."""
        words = {key: str(value) for key, value in options.items()}
        joined = self._graph.add("overlay", format="yuv420", **words)
        below.link_to(joined, 0, 0)
        above.link_to(joined, 0, 1)
        return joined

    def close(self, node: Node) -> None:
        """End the graph at `node`, check it, hand it the stills. Raises av.FFmpegError if it can't work."""
        self.chain(node, step("buffersink"))
        self._graph.configure()
        for still, frame in self._stills:
            still.push(frame)
            still.push(None)

    def feed(self, frame: VideoFrame | None) -> None:
        """Push one frame of the main input, None at its end."""
        if self._main is not None:
            self._main.push(frame)

    def ready(self) -> Iterator[VideoFrame]:
        """Pull the frames that are finished by now."""
        while True:
            try:
                yield cast("VideoFrame", self._graph.pull())
            except (BlockingIOError, EOFError):
                return

    def _input(self, frame: VideoFrame, time_base: Fraction, matrix: int) -> Node:
        return self._graph.add(
            "buffer",
            video_size=f"{frame.width}x{frame.height}",
            pix_fmt=frame.format.name,
            time_base=str(time_base),
            pixel_aspect="1/1",
            colorspace=str(matrix),
            range=str(frame.color_range),
        )
