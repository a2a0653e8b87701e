"""One frame of a clip as a PNG, in all its pixels: what is grabbed to be kept or used elsewhere."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from PIL import Image

from kling_desktop.media.clip import Clip, opened
from kling_desktop.media.colour import Painter
from kling_desktop.media.frames import still
from kling_desktop.media.geometry import displayed_size, turn_of
from kling_desktop.media.grading import Grade
from kling_desktop.media.reader import FrameReader
from kling_desktop.media.worker import never

_BYTE = 8
_DEEP = "rgb48be"
_UNTOLD = 2
"""What ITU-T H.273 calls a transfer and primaries that nothing is said of."""


def grab(
    path: Path,
    seconds: Fraction | float,
    stop: Callable[[], bool] = never,
    grade: Grade | None = None,
) -> bytes:
    """The PNG of the frame shown at `seconds` from the first, with 8 bits a colour.

    `grade` is how the source is to be read; None goes by its tags. Raises as `frames.still` does.
    """
    picture = still(path, float(seconds), stop=stop, grade=grade)
    size = (picture.width, picture.height)
    image = Image.frombuffer("RGB", size, picture.rgb, "raw", "RGB", picture.stride, 1)
    target = io.BytesIO()
    # Speed before size: somebody waits for it.
    image.save(target, "PNG", compress_level=3)
    return target.getvalue()


def grab_deep(
    path: Path,
    seconds: Fraction | float,
    stop: Callable[[], bool] = never,
    grade: Grade | None = None,
) -> bytes:
    """As `grab`, with 16 bits a colour where the clip has more than 8."""
    with opened(path) as clip:
        frame = FrameReader(clip, stop).at(seconds)
        if max(component.bits for component in frame.format.components) > _BYTE:
            return _deep_png(clip, frame, grade)
    return grab(path, seconds, stop, grade)


def _deep_png(clip: Clip, frame: VideoFrame, grade: Grade | None) -> bytes:
    turn = turn_of(frame)
    size = displayed_size(frame.width, frame.height, clip.stream.sample_aspect_ratio, turn)
    painted = Painter(grade).paint_as(frame, size, turn, _DEEP)
    # As in a PNG of 8 bits: programs then read the values as they are.
    painted.color_trc = painted.color_primaries = _UNTOLD
    # Pillow writes no colours of 16 bits.
    encoder = av.CodecContext.create("png", "w")
    if not isinstance(encoder, VideoCodecContext):
        raise TypeError("the PNG encoder is none of pictures")
    encoder.width, encoder.height, encoder.pix_fmt = painted.width, painted.height, _DEEP
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"compression_level": "3"}
    packets = [*encoder.encode(painted), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)
