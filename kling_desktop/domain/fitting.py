"""What can be done for a picture that breaks a limit of the service, before it is asked to be replaced."""

from dataclasses import dataclass
from enum import StrEnum

from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, ModelLimits, check_image
from kling_desktop.domain.media import ImageInfo

LEAST_SIDE = 100
"""Pixels: what has fewer shows nothing any more once it is enlarged to the limit."""
EVERY_PIXEL = 1.0


class Remedy(StrEnum):
    """How a picture is made fit: not at all (or it is), by one click, or once somebody chose a part."""

    NONE = "none"
    FIT = "fit"
    CROP = "crop"


@dataclass(frozen=True)
class Crop:
    """The part of a picture to keep, in fractions (0–1) of its width and height as displayed."""

    left: float = 0.0
    top: float = 0.0
    width: float = EVERY_PIXEL
    height: float = EVERY_PIXEL

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of this size; at least one pixel each way."""
        left = min(max(round(self.left * width), 0), width - 1)
        top = min(max(round(self.top * height), 0), height - 1)
        right = min(max(round((self.left + self.width) * width), left + 1), width)
        bottom = min(max(round((self.top + self.height) * height), top + 1), height)
        return left, top, right, bottom


WHOLE = Crop()


def remedy_of(info: ImageInfo, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> Remedy:
    """What makes a picture fit that has been read; NONE for one that is fit, and for one too small to be."""
    short, long = sorted((info.width, info.height))
    if not check_image("", info, limits) or short < LEAST_SIDE:
        return Remedy.NONE
    return Remedy.CROP if long > limits.max_image_aspect * short else Remedy.FIT


def widest_crop(width: int, height: int, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> Crop:
    """The largest part round the middle that has a shape the service takes."""
    # A hair inside the limit: rounding to whole pixels must not break it.
    most = limits.max_image_aspect * 0.995
    if width > most * height:
        part = most * height / width
        return Crop(left=(1 - part) / 2, width=part)
    if height > most * width:
        part = most * width / height
        return Crop(top=(1 - part) / 2, height=part)
    return WHOLE
