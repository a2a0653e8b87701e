"""Picture files: their facts, read from the header alone, and their bytes made fit to leave the machine."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import ImageInfo
from kling_desktop.media import files
from kling_desktop.media.header import Header, Malformed
from kling_desktop.media.jpeg import jpeg_header, stripped_jpeg
from kling_desktop.media.png import png_header, stripped_png

# Decoding takes 3 to 8 bytes of memory for each; Pillow itself warns of more than 89 million.
MAX_PIXELS = 64_000_000
# A header with a preview and a profile is far smaller than this.
HEADER_BYTES = 16_000_000
READERS = {"jpeg": (jpeg_header, stripped_jpeg), "png": (png_header, stripped_png)}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What decoders raise for damaged files.
DAMAGE = (Malformed, OSError, SyntaxError, ValueError, OverflowError, EOFError, struct.error, zlib.error)


def image_info(source: Path | bytes, name: str = "") -> ImageInfo:
    """The facts of a picture file or of its bytes, which the messages call `name` (a file: by its own name).

    Nothing is decoded. Raises BadInput: those of `files.readable_size`, `not_an_image`, `image_format`,
    `image_broken`, `image_huge`.
    """
    if isinstance(source, Path):
        name, size = name or source.name, files.readable_size(source)
        start = files.head(source, HEADER_BYTES)
    else:
        start, size = source, len(source)
    if not size:
        raise BadInput("file_empty", name=name)
    word = _format(start, name)
    width, height = _header(start, word, name).displayed_size
    return ImageInfo(word, width, height, size)


def sendable(data: bytes, name: str = "") -> tuple[bytes, str]:
    """The picture upright and without its metadata, and its media type; decoded once to prove it whole.

    Pixels are re-encoded only when they have to be turned. Raises BadInput as `image_info` does.
    """
    word = image_info(data, name).format
    turn = TURNS.get(_header(data, word, name).orientation)
    strip = READERS[word][1]
    try:
        bare = strip(data)
        with Image.open(io.BytesIO(bare), formats=[word]) as image:
            image.load()
            sent = bare if turn is None else strip(_turned(image, turn, word, len(bare)))
    except DAMAGE as error:
        raise BadInput("image_broken", name=name) from error
    return sent, f"image/{word}"


def _format(start: bytes, name: str) -> str:
    word = files.picture_format(start[: files.HEAD_BYTES])
    if not word:
        raise BadInput("not_an_image", name=name)
    if word not in READERS:
        raise BadInput("image_format", name=name, format=word)
    return word


def _header(start: bytes, word: str, name: str) -> Header:
    try:
        header = READERS[word][0](start)
    except Malformed as error:
        raise BadInput("image_broken", name=name) from error
    if header.width * header.height > MAX_PIXELS:
        raise BadInput("image_huge", name=name)
    return header


def _turned(image: Image.Image, turn: Image.Transpose, word: str, size: int) -> bytes:
    upright, target = image.transpose(turn), io.BytesIO()
    profile = image.info.get("icc_profile")
    if word == "png":
        upright.save(target, "PNG", icc_profile=profile)
        return target.getvalue()
    # The camera's own tables, with colour at full size: the second encoding then costs least.
    tables = getattr(image, "quantization", None)
    # Pillow's better packing has room for one byte per pixel, and colour at full size up to doubles the file.
    packs = 2 * size <= image.width * image.height
    upright.save(target, "JPEG", qtables=tables, subsampling=0, icc_profile=profile, optimize=packs)
    return target.getvalue()
