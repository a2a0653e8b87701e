"""Where a picture that was chosen comes from."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kling_desktop.domain.cut import SourceLook


@dataclass(frozen=True)
class Pixels:
    """Pixels of a clipboard: rows of `stride` bytes, a pixel is one byte each of red, green, blue (sRGB)."""

    width: int
    height: int
    stride: int
    rgb: bytes


@dataclass(frozen=True)
class Origin:
    """A file, the bytes of one, pixels, or a frame of the clip at `path`; `name` is for people.

    A frame is given by its number (`frame`, from 0) or by when it is shown, in seconds from the first;
    `look` is how its clip is to be read, None as it is tagged.
    """

    name: str
    path: Path | None = None
    data: bytes = b""
    pixels: Pixels | None = None
    frame: int | None = None
    seconds: Fraction | None = None
    look: SourceLook | None = None

    @property
    def is_of_clip(self) -> bool:
        """Whether it is a frame, whose size nobody chose."""
        return self.frame is not None or self.seconds is not None
