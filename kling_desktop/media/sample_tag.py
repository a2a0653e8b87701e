"""The four signs by which an mp4 or mov says how its picture is coded, read from its bytes."""

import re
from pathlib import Path

LOOKED_AT = 4_000_000
"""Bytes at each end of the file; the tables stand at the one or the other."""
_VIDEO = re.compile(rb"vide.{0,4096}?stsd.{12}([ -~]{4})", re.DOTALL)


def video_tag(path: Path) -> str:
    """Such as `avc1` or `braw`; empty where none is found."""
    try:
        with path.open("rb") as file:
            found = _VIDEO.search(file.read(LOOKED_AT))
            if found is None:
                file.seek(max(path.stat().st_size - LOOKED_AT, 0))
                found = _VIDEO.search(file.read(LOOKED_AT))
    except OSError:
        return ""
    return found[1].decode("ascii").strip() if found else ""
