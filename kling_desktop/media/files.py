"""Files that the user names: whether they are there and can be read, and what kind of picture they are."""

import stat
from pathlib import Path

from kling_desktop.domain.errors import BadInput

HEAD_BYTES = 16
LARGEST_PICTURE_FILE = 200_000_000
"""Bytes; more than this is not read at all, whatever it is."""
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
AVIF_BRANDS = (b"avif", b"avis")
PICTURE_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"8BPS", "psd"),
    (b"\x00\x00\x00\x0cJXL ", "jxl"),
    (b"\x00\x00\x00\x0cjP  ", "jpeg2000"),
    (b"v/1\x01", "exr"),
    (b"SDPX", "dpx"),
    (b"XPDS", "dpx"),
)


def readable_size(path: Path) -> int:
    """The bytes of the file at `path`, which is there, is a file, has content and may be read.

    Raises BadInput `file_missing`, `file_is_folder`, `file_unreadable` or `file_empty`.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise BadInput("file_is_folder", name=path.name)
        # A pipe or a device would make whoever opens it wait.
        if not stat.S_ISREG(found.st_mode):
            raise BadInput("file_unreadable", name=path.name)
        with path.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInput("file_missing", name=path.name) from error
    except (OSError, ValueError) as error:
        raise BadInput("file_unreadable", name=path.name) from error
    if not found.st_size:
        raise BadInput("file_empty", name=path.name)
    return found.st_size


def head(path: Path, count: int = HEAD_BYTES) -> bytes:
    """The first `count` bytes of a readable file; raises BadInput `file_unreadable`."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise BadInput("file_unreadable", name=path.name) from error


def whole_picture(path: Path) -> bytes:
    """The bytes of a picture file. Raises BadInput as `readable_size` does, `image_bytes` if too large."""
    size = readable_size(path)
    if size > LARGEST_PICTURE_FILE:
        raise BadInput("image_bytes", name=path.name, megabytes=size // 1_000_000)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput("file_missing", name=path.name) from error
    except OSError as error:
        raise BadInput("file_unreadable", name=path.name) from error


def picture_format(start: bytes) -> str:
    """The picture format that a file's first 16 bytes show, such as `jpeg` or `heic`; empty when none."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    if start[4:8] == b"ftyp":
        brand = start[8:12]
        return "heic" if brand in HEIF_BRANDS else "avif" if brand in AVIF_BRANDS else ""
    return next((name for signature, name in PICTURE_SIGNATURES if start.startswith(signature)), "")
