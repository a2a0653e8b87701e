"""One frame of a clip as a PNG, in all its pixels: what is grabbed to be kept or used elsewhere."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from PIL import Image

from kling_desktop.media.frames import still
from kling_desktop.media.worker import never


def grab(path: Path, seconds: Fraction | float, stop: Callable[[], bool] = never) -> bytes:
    """The PNG of the frame shown at `seconds` from the first; raises as `frames.still` does."""
    picture = still(path, float(seconds), stop=stop)
    size = (picture.width, picture.height)
    image = Image.frombuffer("RGB", size, picture.rgb, "raw", "RGB", picture.stride, 1)
    target = io.BytesIO()
    # Speed before size: somebody waits for it.
    image.save(target, "PNG", compress_level=3)
    return target.getvalue()
