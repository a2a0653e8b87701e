"""Files dragged out of the window, into other programs."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget


def files_out(paths: Sequence[str]) -> QMimeData:
    """Files as other programs take them when they are dropped."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def drag_out(source: QWidget, paths: Sequence[str]) -> bool:
    """Have files dragged from `source` until they are dropped; whether another program took them."""
    drag = QDrag(source)
    drag.setMimeData(files_out(paths))
    # A moved result would be lost to the journal.
    return drag.exec(Qt.DropAction.CopyAction) is not Qt.DropAction.IgnoreAction
