"""What somebody may choose by mistake: each puts something at a path that is no clip, or none that can be read."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from kling_desktop import paths

DEMO = paths.resource("demo", "big-buck-bunny-5s.mp4")
THREE_GIGABYTES = 3_000_000_000


def folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    path.touch()


def gone(_path: Path) -> None:
    pass


def text(path: Path) -> None:
    path.write_text("no clip")


def half(path: Path) -> None:
    path.write_bytes(DEMO.read_bytes()[: DEMO.stat().st_size // 2])


def noise(path: Path) -> None:
    path.write_bytes(b"\0\0\0\x18ftypmp42" + os.urandom(50_000))


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42")
        file.truncate(THREE_GIGABYTES)


def picture(path: Path) -> None:
    Image.new("RGB", (1, 1)).save(path, "PNG")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def locked(path: Path) -> None:
    path.write_bytes(DEMO.read_bytes())
    path.chmod(0)
