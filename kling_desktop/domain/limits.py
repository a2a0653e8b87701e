"""What the service takes, in one table per model, and the checks that say which limit is broken."""

import math
from dataclasses import dataclass
from fractions import Fraction

from kling_desktop.domain.media import CONTAINERS_OF_THE_SERVICE, ImageInfo, MediaInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, Element, ElementKind

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ModelLimits:
    """Limits of one model: seconds, frames per second, pixels, bytes, code points, counts."""

    min_seconds: float
    max_seconds: float
    min_rate: Fraction
    max_rate: Fraction
    min_side: int
    max_side: int
    max_video_bytes: int
    max_image_bytes: int
    min_image_side: int
    max_image_aspect: float
    max_prompt: int
    max_references: int
    max_element_pictures: int


KLING_V3_OMNI = "kling-v3-omni"
# Observed, agreeing across several providers of this model; 10.05 s is still taken.
LIMITS = {
    KLING_V3_OMNI: ModelLimits(
        min_seconds=3.0,
        max_seconds=10.05,
        min_rate=Fraction(24),
        max_rate=Fraction(60),
        min_side=720,
        max_side=2160,
        max_video_bytes=200 * MEGABYTE,
        max_image_bytes=10 * MEGABYTE,
        min_image_side=300,
        max_image_aspect=2.5,
        max_prompt=2500,
        max_references=4,
        max_element_pictures=4,
    )
}


VIDEO_LIMITS = ("video_length", "video_size", "video_rate", "video_container", "video_bytes")
"""Every code that `check_video` can give: a clip meets the limits whose codes are not among them."""


def check_video(info: MediaInfo, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> tuple[Notice, ...]:
    """The limits that a clip breaks, each as a notice; empty when the service takes it as it is."""
    broken: list[Notice] = []
    if info.container not in CONTAINERS_OF_THE_SERVICE:
        broken.append(Notice("video_container", {"container": info.container}))
    if not limits.min_seconds <= info.seconds <= limits.max_seconds:
        broken.append(Notice("video_length", {"seconds": _outside(info.seconds, limits)}))
    if not limits.min_rate <= info.rate <= limits.max_rate:
        broken.append(Notice("video_rate", {"rate": f"{float(info.rate):.3f}".rstrip("0").rstrip(".")}))
    sides = (info.width, info.height)
    if min(sides) < limits.min_side or max(sides) > limits.max_side:
        broken.append(Notice("video_size", {"width": info.width, "height": info.height}))
    if info.size > limits.max_video_bytes:
        broken.append(Notice("video_bytes", {"megabytes": math.ceil(info.size / MEGABYTE)}))
    return tuple(broken)


def _outside(seconds: float, limits: ModelLimits) -> str:
    """A length that is outside the limits, rounded so that it still reads so."""
    towards = math.floor if seconds < limits.min_seconds else math.ceil
    return f"{towards(seconds * 100) / 100:.2f}"


def check_image(
    name: str, info: ImageInfo, limits: ModelLimits = LIMITS[KLING_V3_OMNI]
) -> tuple[Notice, ...]:
    """The limits that a picture breaks, each as a notice that names it; empty when it can be sent."""
    broken: list[Notice] = []
    if info.format not in ("jpeg", "png"):
        broken.append(Notice("image_format", {"name": name, "format": info.format}))
    if info.size > limits.max_image_bytes:
        broken.append(Notice("image_bytes", {"name": name, "megabytes": round(info.size / MEGABYTE, 1)}))
    if min(info.width, info.height) < limits.min_image_side:
        broken.append(Notice("image_size", {"name": name, "width": info.width, "height": info.height}))
    elif max(info.width, info.height) > limits.max_image_aspect * min(info.width, info.height):
        broken.append(Notice("image_aspect", {"name": name, "width": info.width, "height": info.height}))
    return tuple(broken)


def check_prompt(prompt: str, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> tuple[Notice, ...]:
    """What is wrong with a prompt; its length counts in code points."""
    if not prompt.strip():
        return (Notice("prompt_empty"),)
    if len(prompt) > limits.max_prompt:
        return (Notice("prompt_long", {"length": len(prompt), "over": len(prompt) - limits.max_prompt}),)
    return ()


def check_request(request: EditRequest, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> tuple[Notice, ...]:
    """What keeps an edit from being sent, as far as the request alone tells; empty when nothing does."""
    broken = list(check_prompt(request.prompt, limits))
    if len(request.negative_prompt) > limits.max_prompt:
        broken.append(Notice("negative_prompt_long", {"length": len(request.negative_prompt)}))
    if not request.videos:
        broken.append(Notice("source_missing"))
    if free_references(request, limits) < 0:
        count = len(request.images) + len(request.elements)
        broken.append(Notice("too_many_references", {"count": count}))
    if request.last_frame and not request.first_frame:
        broken.append(Notice("last_frame_alone"))
    if request.last_frame and len(request.images) > 1:
        broken.append(Notice("last_frame_with_images"))
    for number, element in enumerate(request.elements, start=1):
        broken.extend(check_element(number, element, limits))
    return tuple(broken)


def free_references(request: EditRequest, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> int:
    """How many more images and elements the edit may take; negative when it has too many."""
    return limits.max_references - len(request.images) - len(request.elements)


def check_element(
    number: int | str, element: Element, limits: ModelLimits = LIMITS[KLING_V3_OMNI]
) -> tuple[Notice, ...]:
    """What is wrong with how an element is shown; the notice calls it by its number or name."""
    if element.kind is ElementKind.VIDEO:
        return () if element.videos else (Notice("element_videos", {"number": number}),)
    pictures = len(element.references) + 1
    if element.frontal is None or not 2 <= pictures <= limits.max_element_pictures:
        return (Notice("element_pictures", {"number": number}),)
    return ()
