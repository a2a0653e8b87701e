"""A picture on the clipboard, put there by another program; runs as `python -m tests.support.clipboard PATH`."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage

THERE = "there"


@contextlib.contextmanager
def copied(path: Path) -> Iterator[None]:
    """Have the picture at `path` on the clipboard for as long as this lasts."""
    owner = subprocess.Popen(
        [sys.executable, "-m", "tests.support.clipboard", str(path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert owner.stdout
        assert owner.stdout.readline().strip() == THERE
        yield
    finally:
        owner.kill()
        owner.communicate()


def _offer(path: str) -> int:
    application = QGuiApplication([])
    image = QImage(path)
    assert not image.isNull()
    QGuiApplication.clipboard().setImage(image)
    print(THERE, flush=True)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(_offer(sys.argv[1]))
