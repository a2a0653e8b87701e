"""Picture files: their facts, read from the header alone, and their bytes made fit to leave the machine."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, JpegImagePlugin

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import ImageInfo
from kling_desktop.media import files
from kling_desktop.media.stripping import Malformed, orientation, stripped_jpeg, stripped_png

# Pillow warns of more than 89 million; 64 take 200 MB to decode.
MAX_PIXELS = 64_000_000
READ_FORMATS = ("JPEG", "PNG")
WORDS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png"}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = 5
HALVED_BOTH_WAYS = 2
# What Pillow raises for damaged files, the two about size aside.
DAMAGE = (OSError, SyntaxError, ValueError, OverflowError, EOFError, struct.error, zlib.error)
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def image_info(source: Path | bytes, name: str = "") -> ImageInfo:
    """The facts of a picture file or of its bytes, which the messages call `name` (a file: by its own name).

    Nothing is decoded. Raises BadInput: those of `files.readable_size`, `not_an_image`, `image_format`,
    `image_broken`, `image_huge`.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    size = _size(source, name)
    _check_format(files.head(source) if isinstance(source, Path) else source[: files.HEAD_BYTES], name)
    with _opened(source, name) as image:
        width, height = image.size
        if _orientation(image) >= ON_ITS_SIDE:
            width, height = height, width
        return ImageInfo(WORDS[image.format or ""], width, height, size)


def sendable(data: bytes, name: str = "") -> tuple[bytes, str]:
    """The picture upright and without its metadata, and its media type; decoded once to prove it whole.

    Pixels are re-encoded only when they have to be turned. Raises BadInput as `image_info` does.
    """
    info = image_info(data, name)
    strip = stripped_jpeg if info.format == "jpeg" else stripped_png
    try:
        with _opened(data, name) as image:
            turn = TURNS.get(_orientation(image))
            image.load()
            upright = data if turn is None else _turned(image, turn, info.format)
        return strip(upright), f"image/{info.format}"
    except (*DAMAGE, Malformed) as error:
        raise BadInput("image_broken", name=name) from error


def _size(source: Path | bytes, name: str) -> int:
    if isinstance(source, Path):
        return files.readable_size(source)
    if not source:
        raise BadInput("file_empty", name=name)
    return len(source)


def _check_format(start: bytes, name: str) -> None:
    word = files.picture_format(start)
    if not word:
        raise BadInput("not_an_image", name=name)
    if word not in WORDS.values():
        raise BadInput("image_format", name=name, format=word)


def _opened(source: Path | bytes, name: str) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=READ_FORMATS)
    except TOO_LARGE as error:
        raise BadInput("image_huge", name=name) from error
    except DAMAGE as error:
        raise BadInput("image_broken", name=name) from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise BadInput("image_huge", name=name)
    return image


def _orientation(image: Image.Image) -> int:
    return orientation(image.info.get("exif", b""))


def _turned(image: Image.Image, turn: Image.Transpose, format_word: str) -> bytes:
    upright = image.transpose(turn)
    target = io.BytesIO()
    profile = image.info.get("icc_profile")
    if format_word == "png":
        upright.save(target, "PNG", icc_profile=profile)
        return target.getvalue()
    sampling = JpegImagePlugin.get_sampling(image)
    upright.save(
        target,
        "JPEG",
        qtables=getattr(image, "quantization", None),
        subsampling=sampling if sampling == HALVED_BOTH_WAYS else 0,
        icc_profile=profile,
        optimize=True,
    )
    return target.getvalue()
