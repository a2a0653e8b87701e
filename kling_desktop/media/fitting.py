"""Pictures of any common kind made fit for the service: converted, cropped, scaled, encoded again."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pi_heif
from PIL import Image, ImageCms, ImageOps

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.fitting import WHOLE, Crop
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, ModelLimits
from kling_desktop.domain.media import ImageInfo
from kling_desktop.domain.origin import Pixels
from kling_desktop.media import files
from kling_desktop.media.colour import Picture
from kling_desktop.media.pictures import DAMAGE, MAX_PIXELS, READERS, image_info
from kling_desktop.media.worker import Stopped, never

# What Pillow calls the formats that are taken in.
FORMATS = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "gif": "GIF",
    "bmp": "BMP",
    "tiff": "TIFF",
    "heic": "HEIF",
    "avif": "AVIF",
    "psd": "PSD",
}
LOSSY = frozenset({"jpeg", "heic", "avif"})
QUALITIES = (95, 90, 84)
SMALLER = 0.85
DEEP_GREY = ("I", "I;16", "I;16L", "I;16B", "I;16N")
PAPER = (255, 255, 255)

pi_heif.register_heif_opener(thumbnails=False)
# Pillow would only warn, and of more pixels; `_opened` refuses before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def facts(data: bytes, name: str) -> ImageInfo:
    """The facts of a picture in any format that can be converted; its pixels are not decoded.

    Raises BadInput as `pictures.image_info` does; `image_format` only for formats that cannot be read here.
    """
    word = files.picture_format(data[: files.HEAD_BYTES])
    if word in READERS or word not in FORMATS:
        return image_info(data, name)
    with _opened(data, name) as image:
        return ImageInfo(word, *image.size, len(data))


def fitted(
    data: bytes,
    name: str,
    crop: Crop = WHOLE,
    *,
    stop: Callable[[], bool] = never,
    limits: ModelLimits = LIMITS[KLING_V3_OMNI],
) -> tuple[bytes, str]:
    """The part `crop` of a picture within all limits, upright and bare, and its media type.

    A small one is enlarged; without loss as long as that has room. Takes up to some seconds; `stop` is asked
    between the steps. Raises BadInput as `facts` does and `image_aspect` when `crop` leaves too long a shape.
    """
    try:
        with _opened(data, name) as image:
            is_lossless = files.picture_format(data[: files.HEAD_BYTES]) not in LOSSY
            upright = ImageOps.exif_transpose(image)
            part = _coloured(upright, name).crop(crop.pixels(*upright.size))
    except DAMAGE as error:
        raise BadInput("image_broken", name=name) from error
    short, long = sorted(part.size)
    if long > limits.max_image_aspect * short:
        raise BadInput("image_aspect", name=name, width=part.width, height=part.height)
    part = _enlarged(part, limits.min_image_side)
    for encoded, media_type in _tries(part, is_lossless, limits.min_image_side):
        if stop():
            raise Stopped
        if len(encoded) <= limits.max_image_bytes:
            return encoded, media_type
    raise BadInput("image_bytes", name=name, megabytes=len(data) // 1_000_000)


def thumbnail(data: bytes | Path, name: str, width: int, height: int) -> Picture:
    """The picture upright, scaled down to fit into `width` × `height` pixels. Raises BadInput."""
    try:
        with _opened(data, name) as image:
            image.draft("RGB", (2 * width, 2 * height))
            small = ImageOps.exif_transpose(image)
            small.thumbnail((width, height), reducing_gap=3.0)
            return _picture(_flat(_coloured(small, name)))
    except DAMAGE as error:
        raise BadInput("image_broken", name=name) from error


def as_png(picture: Picture | Pixels) -> bytes:
    """Pixels of a frame or a clipboard as the bytes of a PNG."""
    size = (picture.width, picture.height)
    image = Image.frombuffer("RGB", size, picture.rgb, "raw", "RGB", picture.stride, 1)
    return _png(image)


def _opened(data: bytes | Path, name: str) -> Image.Image:
    """The picture, not decoded yet."""
    start = data[: files.HEAD_BYTES] if isinstance(data, bytes) else files.head(data)
    word = files.picture_format(start)
    if not word:
        raise BadInput("not_an_image", name=name)
    if word not in FORMATS:
        raise BadInput("image_format", name=name, format=word)
    try:
        image = Image.open(io.BytesIO(data) if isinstance(data, bytes) else data, formats=[FORMATS[word]])
    except DAMAGE as error:
        raise BadInput("image_broken", name=name) from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise BadInput("image_huge", name=name)
    return image


def _coloured(image: Image.Image, name: str) -> Image.Image:
    """The picture as RGB or RGBA; a profile of RGB colours stays with it."""
    if image.mode == "F":
        raise BadInput("image_format", name=name, format="float")
    if image.mode in DEEP_GREY:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    profile = image.info.get("icc_profile")
    if image.mode in ("CMYK", "LAB") and profile:
        return _in_srgb(image, profile)
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    converted = image.convert(wanted)
    converted.info = {"icc_profile": profile} if profile and image.mode in ("RGB", "RGBA", "P") else {}
    return converted


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        found = None
    return found or image.convert("RGB")


def _enlarged(image: Image.Image, least: int) -> Image.Image:
    short = min(image.size)
    return image if short >= least else _resized(image, least / short, least)


def _resized(image: Image.Image, factor: float, least: int) -> Image.Image:
    size = tuple(max(least, round(side * factor)) for side in image.size)
    resized = image.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    resized.info = image.info
    return resized


def _tries(image: Image.Image, is_lossless: bool, least: int) -> Iterator[tuple[bytes, str]]:
    """Encodings from the best to the smallest."""
    if is_lossless or image.mode == "RGBA":
        yield _png(image), "image/png"
    image = _flat(image)
    for quality in QUALITIES:
        yield _jpeg(image, quality), "image/jpeg"
    while min(image.size) * SMALLER >= least:
        image = _resized(image, SMALLER, least)
        yield _jpeg(image, QUALITIES[-1]), "image/jpeg"


def _flat(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    paper.info = image.info
    return paper


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", icc_profile=image.info.get("icc_profile"))
    return target.getvalue()


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    profile = image.info.get("icc_profile")
    image.save(target, "JPEG", quality=quality, subsampling=0, icc_profile=profile)
    return target.getvalue()


def _picture(image: Image.Image) -> Picture:
    return Picture(image.width, image.height, 3 * image.width, image.tobytes())
