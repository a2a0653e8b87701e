"""Pictures: facts without decoding, upright and bare bytes for sending, clear words for bad ones."""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, JpegImagePlugin, PngImagePlugin

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import ImageInfo
from kling_desktop.media.header import orientation
from kling_desktop.media.pictures import image_info, sendable
from kling_desktop.media.png import SIGNATURE

ORIENTATION, CAMERA, ARTIST = 0x0112, 0x0110, 0x013B
SECRET = b"Jane Doe, 52.5163 N"


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture that looks different from every side."""
    image = Image.linear_gradient("L").resize((width, height))
    columns = image.rotate(90).resize((width, height))
    return Image.merge("RGB", (image, columns, ImageChops.invert(image))).convert(mode)


def exif(turn: int = 1) -> bytes:
    """Camera data with a secret and an orientation."""
    block = Image.Exif()
    block[ORIENTATION], block[CAMERA], block[ARTIST] = turn, "Camera X", SECRET.decode()
    return block.tobytes()


def jpeg(image: Image.Image | None = None, turn: int = 1, **options: object) -> bytes:
    """A JPEG with camera data, a comment and a profile."""
    target = io.BytesIO()
    shared = {"quality": 90, "exif": exif(turn), "comment": SECRET, "icc_profile": b"profile" * 20}
    (image or picture()).save(target, "JPEG", **{**shared, **options})
    return target.getvalue()


def png(image: Image.Image | None = None, turn: int = 1, **options: object) -> bytes:
    """A PNG with texts, camera data and a profile."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    target = io.BytesIO()
    shared = {"pnginfo": texts, "exif": exif(turn), "icc_profile": b"profile" * 20, "dpi": (72, 72)}
    (image or picture()).save(target, "PNG", **{**shared, **options})
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture in the bytes, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def code_of(source: Path | bytes, name: str = "ref.png") -> str:
    """The code that both `image_info` and, for bytes, `sendable` refuse a picture with."""
    with pytest.raises(BadInput) as caught:
        image_info(source, name)
    assert caught.value.notice.values["name"] == name
    if isinstance(source, bytes):
        with pytest.raises(BadInput) as again:
            sendable(source, name)
        assert again.value.notice == caught.value.notice
    return caught.value.notice.code


@pytest.mark.parametrize(("make", "word"), [(jpeg, "jpeg"), (png, "png")])
def test_facts_of_a_file_and_of_its_bytes(make: object, word: str, tmp_path: Path) -> None:
    data = jpeg() if word == "jpeg" else png()
    path = tmp_path / "named wrongly.bin"
    path.write_bytes(data)
    assert image_info(data) == image_info(path) == ImageInfo(word, 60, 40, len(data))


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("word", ["jpeg", "png"])
def test_pictures_are_sent_upright(word: str, turn: int) -> None:
    data = jpeg(turn=turn) if word == "jpeg" else png(turn=turn)
    info = image_info(data)
    assert (info.width, info.height) == ((40, 60) if turn >= 5 else (60, 40))
    sent, media_type = sendable(data)
    assert media_type == f"image/{word}"
    meant = ImageOps.exif_transpose(opened(data))
    assert opened(sent).size == meant.size == (info.width, info.height)
    off = ImageChops.difference(opened(sent).convert("RGB"), meant.convert("RGB"))
    mean = sum(off.tobytes()) / len(off.tobytes())
    assert mean == 0 if word == "png" or turn == 1 else mean < 2.5


@pytest.mark.parametrize("turn", [1, 6])
@pytest.mark.parametrize("data", [jpeg, png])
def test_nothing_about_the_photographer_is_sent(data: object, turn: int) -> None:
    for made in (jpeg(turn=turn), png(turn=turn)):
        assert SECRET in made
        sent, _ = sendable(made)
        for secret in (SECRET, b"Camera X", b"Exif", b"http://ns.adobe.com"):
            assert secret not in sent
        assert opened(sent).info.get("icc_profile") == b"profile" * 20
        assert sendable(sent)[0] == sent or turn == 6


def test_an_upright_jpeg_keeps_its_very_bytes_of_picture() -> None:
    for data in (jpeg(), jpeg(progressive=True), jpeg(picture(mode="L")), jpeg(picture(mode="CMYK"))):
        sent, _ = sendable(data)
        assert opened(sent).tobytes() == opened(data).tobytes()
        assert sent[sent.index(b"\xff\xda") :] == data[data.index(b"\xff\xda", data.index(b"\xff\xdb")) :]


def test_a_turned_jpeg_of_noise_is_whole() -> None:
    # Noise needs more bytes than a picture of its size does by rule of thumb.
    noise = Image.frombytes("RGB", (1024, 768), random.Random(7).randbytes(1024 * 768 * 3))
    sent, _ = sendable(jpeg(noise, turn=6, quality=98))
    assert Image.open(io.BytesIO(sent)).size == (768, 1024)


def test_a_turned_jpeg_keeps_its_quality() -> None:
    data = jpeg(picture(600, 400), turn=6, quality=85)
    sent, _ = sendable(data)
    before, after = opened(data), opened(sent)
    assert isinstance(before, JpegImagePlugin.JpegImageFile)
    assert isinstance(after, JpegImagePlugin.JpegImageFile)
    assert after.quantization == before.quantization
    assert len(sent) < 1.5 * len(data)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
@pytest.mark.parametrize("turn", [1, 8])
def test_a_png_keeps_depth_transparency_and_palette(mode: str, turn: int) -> None:
    image = picture(mode="L").convert("I").convert("I;16") if mode == "I;16" else picture(mode=mode)
    data = png(image, turn=turn, transparency=3) if mode == "P" else png(image, turn=turn)
    after, before = opened(sendable(data)[0]), ImageOps.exif_transpose(opened(data))
    assert after.mode == before.mode == mode
    assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


def test_what_follows_the_picture_is_left_behind() -> None:
    # A phone's short film stands after the JPEG's end, its second picture too.
    film = b"\x00\x00\x00\x18ftypmp42" + SECRET * 20
    for data in (jpeg(), png()):
        assert sendable(data + film)[0] == sendable(data)[0]
    target = io.BytesIO()
    picture().save(target, "MPO", save_all=True, append_images=[picture(30, 30)])
    assert image_info(target.getvalue()).format == "jpeg"
    sent, media_type = sendable(target.getvalue())
    assert (media_type, opened(sent).format, opened(sent).size) == ("image/jpeg", "JPEG", (60, 40))


def test_other_formats_are_named(tmp_path: Path) -> None:
    for suffix in ("gif", "webp", "bmp", "tiff"):
        target = io.BytesIO()
        picture().save(target, suffix)
        with pytest.raises(BadInput) as caught:
            sendable(target.getvalue(), "ref")
        assert caught.value.notice.code == "image_format"
        assert caught.value.notice.values == {"name": "ref", "format": suffix}
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(50)
    assert code_of(heic) == "image_format"


def test_what_is_no_picture_is_refused(tmp_path: Path, clip: Path) -> None:
    assert code_of(b"") == "file_empty"
    assert code_of(b"no picture at all") == "not_an_image"
    assert code_of(clip.read_bytes()) == "not_an_image"
    assert code_of(tmp_path / "gone.png", "gone.png") == "file_missing"
    assert code_of(tmp_path, tmp_path.name) == "file_is_folder"
    assert code_of(b"\xff\xd8\xff\xe0" + bytes(200)) == "image_broken"
    assert code_of(SIGNATURE + bytes(200)) == "image_broken"


def test_the_smallest_picture_is_one() -> None:
    for data in (jpeg(picture(1, 1)), png(picture(1, 1))):
        assert (image_info(data).width, image_info(data).height) == (1, 1)
        assert opened(sendable(data)[0]).size == (1, 1)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be enormous."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_001, 10_000, 20_000, 2_000_000])
def test_an_enormous_picture_is_refused_before_it_is_decoded(side: int) -> None:
    assert code_of(bomb(side, side)) == "image_huge"


@pytest.mark.parametrize("make", [jpeg, png])
def test_a_picture_that_was_cut_is_broken(make: object) -> None:
    data = jpeg() if make is jpeg else png()
    for kept in range(16, len(data) - 1, 37):
        with pytest.raises(BadInput) as caught:
            sendable(data[:kept], "ref")
        assert caught.value.notice.code == "image_broken"


@given(
    patches=st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=4)), min_size=1),
    is_jpeg=st.booleans(),
    turn=st.sampled_from([1, 6]),
)
def test_damage_is_survived(patches: list[tuple[int, bytes]], is_jpeg: bool, turn: int) -> None:
    data = bytearray(jpeg(turn=turn) if is_jpeg else png(turn=turn))
    for place, patch in patches:
        start = place % len(data)
        data[start : start + len(patch)] = patch
    try:
        sent, _ = sendable(bytes(data), "ref")
    except BadInput:
        return
    assert opened(sent).size == (image_info(sent).width, image_info(sent).height)


@given(data=st.binary(max_size=200), is_tagged=st.booleans())
def test_any_camera_data_has_an_orientation(data: bytes, is_tagged: bool) -> None:
    assert 1 <= orientation(b"Exif\x00\x00II*\x00" + data if is_tagged else data) <= 8


@pytest.mark.parametrize("order", ["<", ">"])
def test_orientation_is_read_in_both_byte_orders(order: str) -> None:
    head = {"<": b"II*\x00", ">": b"MM\x00*"}[order] + struct.pack(order + "IH", 8, 2)
    other = struct.pack(order + "HHIHH", 0x0100, 3, 1, 60, 0)
    for value, meant in ((1, 1), (6, 6), (8, 8), (0, 1), (9, 1)):
        entry = struct.pack(order + "HHIHH", ORIENTATION, 3, 1, value, 0)
        assert orientation(b"Exif\x00\x00" + head + other + entry) == meant
