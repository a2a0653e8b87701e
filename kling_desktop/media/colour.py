"""The one way from a decoded frame to the colours on the screen: stills, strips and viewer agree by it."""

from dataclasses import dataclass

import av
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from kling_desktop.domain.cut import LookKind
from kling_desktop.media.geometry import Turn
from kling_desktop.media.grading import Grade, Grader, chain, tagged_grade

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
# Its triangle widens as the picture shrinks, so that no line crawls; it costs a third of averaging areas.
SCALING_FOR_SCREEN = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
PLANES = "gbrp"
"""Colours apart. To packed pixels libswscale goes by tables, up to three steps off, or at twice the price."""


@dataclass(frozen=True)
class Picture:
    """Pixels for the screen: rows of `stride` bytes, a pixel is one byte each of red, green, blue (sRGB)."""

    width: int
    height: int
    stride: int
    rgb: bytes


@dataclass(frozen=True)
class ScreenPicture:
    """Pixels as screens take them: rows of `stride` bytes; a pixel is blue, green, red and one unused."""

    width: int
    height: int
    stride: int
    bgrx: bytes


def matrix_of(frame: VideoFrame) -> Colorspace:
    """The matrix of the frame's colours; untagged material is BT.601 up to SD height, else BT.709."""
    untagged = Colorspace.ITU601 if frame.height <= TALLEST_SD else Colorspace.ITU709
    return MATRICES.get(int(frame.colorspace), untagged)


def range_of(frame: VideoFrame) -> ColorRange:
    """Full range if the frame says so or is RGB already, else limited."""
    is_full = frame.color_range == ColorRange.JPEG or frame.format.is_rgb or "yuvj" in frame.format.name
    return ColorRange.JPEG if is_full else ColorRange.MPEG


class Painter:
    """Makes pictures of frames; owns the scalers, so keep one for frames of the same clip and size."""

    def __init__(self, grade: Grade | None = None) -> None:
        """`grade` is how the source is to be read; None goes by its tags."""
        self._scaler = VideoReformatter()
        self._packer = VideoReformatter()
        self._grade = grade
        self._grader = Grader()

    def paint(self, frame: VideoFrame, size: tuple[int, int], turn: Turn = Turn.NONE) -> Picture:
        """The frame upright, `size` pixels wide and high; raises av.FFmpegError if it cannot be converted."""
        upright = self._converted(frame, size, turn, "rgb24", SCALING)
        plane = upright.planes[0]
        return Picture(upright.width, upright.height, plane.line_size, bytes(plane))

    def paint_as(self, frame: VideoFrame, size: tuple[int, int], turn: Turn, pixels: str) -> VideoFrame:
        """As `paint`, as a frame of full range RGB in the form that libav calls `pixels`."""
        return self._converted(frame, size, turn, pixels, SCALING)

    def paint_for_screen(
        self, frame: VideoFrame, size: tuple[int, int], turn: Turn = Turn.NONE
    ) -> ScreenPicture:
        """As `paint`, in the same colours, at a price that a running clip can pay."""
        upright = self._converted(frame, size, turn, PLANES, SCALING_FOR_SCREEN)
        packed = self._packer.reformat(
            upright,
            format="bgra",
            interpolation=SCALING_FOR_SCREEN,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.JPEG,
        )
        plane = packed.planes[0]
        return ScreenPicture(packed.width, packed.height, plane.line_size, bytes(plane))

    def _converted(
        self, frame: VideoFrame, size: tuple[int, int], turn: Turn, pixels: str, scaling: int
    ) -> VideoFrame:
        width, height = reversed(size) if turn.swaps_sides else size
        grade = self._grade or tagged_grade(frame)
        if grade.kind is not LookKind.REC709:
            rgb = self._grader.rgb(frame, grade, (width, height), matrix_of(frame), range_of(frame), pixels)
            return turned(rgb, turn)
        scaled = self._scaler.reformat(
            frame,
            width,
            height,
            pixels,
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            interpolation=scaling,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.JPEG,
        )
        return turned(scaled, turn)


def turned(frame: VideoFrame, turn: Turn) -> VideoFrame:
    """The frame upright; a new one unless it is so already."""
    if turn is Turn.NONE:
        return frame
    graph = chain(frame, turn.filters)
    graph.push(frame)
    upright = graph.pull()
    if not isinstance(upright, av.VideoFrame):
        raise TypeError(f"a video filter gave {type(upright).__name__}")
    return upright
