"""The one way from a decoded frame to the colours on the screen: stills, strips and viewer agree by it."""

from dataclasses import dataclass

import av
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from kling_desktop.media.geometry import Turn

SCALING = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
# Matrix numbers of ITU-T H.273, as they stand in files, to those of libswscale.
MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
TALLEST_SD = 576


@dataclass(frozen=True)
class Picture:
    """Pixels for the screen: rows of `stride` bytes, a pixel is one byte each of red, green, blue (sRGB)."""

    width: int
    height: int
    stride: int
    rgb: bytes


def matrix_of(frame: VideoFrame) -> Colorspace:
    """The matrix of the frame's colours; untagged material is BT.601 up to SD height, else BT.709."""
    untagged = Colorspace.ITU601 if frame.height <= TALLEST_SD else Colorspace.ITU709
    return MATRICES.get(int(frame.colorspace), untagged)


def range_of(frame: VideoFrame) -> ColorRange:
    """Full range if the frame says so or is RGB already, else limited."""
    is_full = frame.color_range == ColorRange.JPEG or frame.format.is_rgb or "yuvj" in frame.format.name
    return ColorRange.JPEG if is_full else ColorRange.MPEG


class Painter:
    """Makes pictures of frames; owns the scaler, so keep one for frames of the same clip and size."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def paint(self, frame: VideoFrame, size: tuple[int, int], turn: Turn = Turn.NONE) -> Picture:
        """The frame upright, `size` pixels wide and high; raises av.FFmpegError if it cannot be converted."""
        width, height = reversed(size) if turn.swaps_sides else size
        scaled = self._scaler.reformat(
            frame,
            width,
            height,
            "rgb24",
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            interpolation=SCALING,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.JPEG,
        )
        upright = _turned(scaled, turn)
        plane = upright.planes[0]
        return Picture(upright.width, upright.height, plane.line_size, bytes(plane))


def _turned(frame: VideoFrame, turn: Turn) -> VideoFrame:
    if turn is Turn.NONE:
        return frame
    graph = Graph()
    source = graph.add(
        "buffer",
        video_size=f"{frame.width}x{frame.height}",
        pix_fmt=frame.format.name,
        time_base="1/1000",
        pixel_aspect="1/1",
    )
    steps = [graph.add(name, setting) for name, setting in turn.filters]
    graph.link_nodes(source, *steps, graph.add("buffersink")).configure()
    graph.push(frame)
    upright = graph.pull()
    if not isinstance(upright, av.VideoFrame):
        raise TypeError(f"a video filter gave {type(upright).__name__}")
    return upright
