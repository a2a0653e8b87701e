"""What the clipboard has for somebody who wants pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QImage

from kling_desktop.domain.origin import Origin, Pixels
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.viewmodels.origins import of_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QMimeData

# As other programs give pictures; the first is without loss.
FORMATS = ("image/png", "image/tiff", "image/webp", "image/jpeg", "image/bmp")


@dataclass(frozen=True)
class Pasted:
    """Pictures, or else a text that may name one."""

    origins: tuple[Origin, ...] = ()
    text: str = ""


def clipboard() -> Pasted:
    """What is in the clipboard now; nothing is decoded."""
    return pasted(QGuiApplication.clipboard().mimeData())


def sorted_out(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Clips and pictures among dropped files, by their endings; what is neither counts as a picture."""
    endings = tuple(dialogs.VIDEO_ENDINGS.replace("*", "").split())
    all_of_them = list(files)
    clips = [file for file in all_of_them if file.name.lower().endswith(endings)]
    return clips, [file for file in all_of_them if file not in clips]


def pasted(data: QMimeData) -> Pasted:
    """Copied files first, then a picture as bytes or pixels, then a link or words."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return Pasted(tuple(of_file(path) for path in files))
    for form in FORMATS:
        if data.hasFormat(form) and (found := bytes(data.data(form).data())):
            return Pasted((Origin(tr("Pasted picture"), data=found),))
    if data.hasImage():
        return Pasted((Origin(tr("Pasted picture"), pixels=_pixels(QImage(data.imageData()))),))
    return Pasted(text=data.text())


def _pixels(image: QImage) -> Pixels:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    return Pixels(plain.width(), plain.height(), plain.bytesPerLine(), bytes(plain.constBits()))
