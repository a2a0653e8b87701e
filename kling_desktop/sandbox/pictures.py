"""Pictures of a request: inline or fetched, checked against the limits of the service."""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

from .faults import outside_limits

FORMATS = ("JPEG", "PNG")
BYTES_MAX = 10 * 1024 * 1024
SIDE_MIN = 300
ASPECT_MAX = 2.5


def is_address(reference: str) -> bool:
    """Tell whether a picture is named by a URL, so that it must be fetched."""
    return reference.strip().lower().startswith(("http://", "https://"))


def decode_inline(reference: str) -> bytes:
    """Return the bytes of a data URI or of bare Base64. Raises EditFailed when it is neither."""
    words = reference.strip()
    if words[:5].lower() == "data:":
        head, comma, words = words.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            raise outside_limits("the data URI is not Base64")
    try:
        return base64.b64decode("".join(words.split()), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise outside_limits("neither a URL nor Base64") from fault


def open_picture(data: bytes) -> Image.Image:
    """Decode a jpg or png that is within the service's limits. Raises EditFailed with the reason."""
    if len(data) > BYTES_MAX:
        raise outside_limits(f"{len(data) / 1048576:.1f} MB; at most 10 MB are taken")
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_size(*picture.size)
        picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as fault:
        raise outside_limits("not a jpg or png that can be read") from fault
    return picture


def check_inline(reference: str) -> bytes:
    """Return the bytes of an inline picture that is within the limits. Raises EditFailed otherwise."""
    data = decode_inline(reference)
    open_picture(data)
    return data


def _check_size(width: int, height: int) -> None:
    if min(width, height) < SIDE_MIN:
        raise outside_limits(f"{width}×{height}; width and height must be at least {SIDE_MIN}")
    if max(width, height) > ASPECT_MAX * min(width, height):
        raise outside_limits(f"{width}×{height}; the aspect must be between 1:2.5 and 2.5:1")
