"""Which clips are read alike: those of one camera, coded alike, in one folder."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from kling_desktop.domain.media import MediaInfo

CAMERA_OF_REEL = re.compile(r"[^\W\d_]{1,3}(?=\d)")
"""The letters that a camera's reels begin with: the A of `A001C003_210412_R1AB`."""


@dataclass(frozen=True)
class Footage:
    """What tells clips of one camera and folder from others; only good for being compared."""

    camera: str
    folder: str


def footage_of(location: str, info: MediaInfo) -> Footage:
    """The footage that the clip at the path `location` belongs to."""
    # How it is coded counts too: a graphic beside log footage is read otherwise, so is a camera set to HDR.
    coded = f"{info.codec} {info.pixel_format} {info.transfer}"
    return Footage(f"{_camera(info)} · {coded}", str(PurePath(location).parent))


def names_camera(info: MediaInfo) -> bool:
    """Whether the file says what recorded it; else clips are told apart by folder and coding alone."""
    return bool(_camera(info))


def _camera(info: MediaInfo) -> str:
    letters = CAMERA_OF_REEL.match(info.reel)
    return info.camera or (letters[0].upper() if letters else "")
