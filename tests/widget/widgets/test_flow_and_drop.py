"""Things laid out like words, and things dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.flow_layout import FlowLayout


def a_flow(qtbot: QtBot, count: int) -> tuple[QWidget, FlowLayout, list[QWidget]]:
    panel = QWidget()
    flow = FlowLayout(panel, gap=10)
    chips = [QWidget() for _ in range(count)]
    for chip in chips:
        chip.setFixedSize(50, 30)
        flow.addWidget(chip)
    qtbot.addWidget(panel)
    return panel, flow, chips


def test_what_does_not_fit_goes_to_the_next_line(qtbot: QtBot) -> None:
    panel, flow, chips = a_flow(qtbot, 5)
    panel.resize(170, 200)
    panel.show()
    flow.activate()
    assert [(chip.x(), chip.y()) for chip in chips] == [(0, 0), (60, 0), (120, 0), (0, 40), (60, 40)]
    assert flow.heightForWidth(170) == 70
    assert flow.heightForWidth(1000) == 30
    assert flow.minimumSize().width() == 50


def test_an_item_can_be_taken_out(qtbot: QtBot) -> None:
    panel, flow, chips = a_flow(qtbot, 2)
    taken = flow.takeAt(0)
    assert taken is not None
    assert taken.widget() is chips[0]
    assert flow.count() == 1
    assert flow.takeAt(5) is None
    assert flow.itemAt(5) is None
    panel.close()


class Dropping:
    """A target with a drop zone, and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.target = QWidget()
        self.target.resize(300, 200)
        qtbot.addWidget(self.target)
        self.target.show()
        self.zone = DropZone(self.target, "Drop to use as source")
        self.files: list[Path] = []
        self.links: list[str] = []
        self.zone.files_dropped.connect(self.files.extend)
        self.zone.links_dropped.connect(self.links.extend)
        self.data = QMimeData()

    def enter(self, *urls: str) -> bool:
        self.data.setUrls([QUrl(url) for url in urls])
        event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, self.data, *_LEFT)
        QApplication.sendEvent(self.target, event)
        return event.isAccepted()

    def drop(self) -> None:
        event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, self.data, *_LEFT)
        QApplication.sendEvent(self.target, event)


_LEFT = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def test_files_and_links_are_taken_apart(qtbot: QtBot, tmp_path: Path) -> None:
    dropping = Dropping(qtbot)
    clip = tmp_path / "a clip ü.mov"
    assert dropping.enter(QUrl.fromLocalFile(str(clip)).toString(), "https://example.invalid/clip.mp4")
    assert dropping.zone.isVisible()
    dropping.drop()
    assert dropping.files == [clip]
    assert dropping.links == ["https://example.invalid/clip.mp4"]
    assert not dropping.zone.isVisible()


def test_the_veil_covers_the_target_and_goes_away(qtbot: QtBot) -> None:
    dropping = Dropping(qtbot)
    before = dropping.target.grab().toImage().pixelColor(150, 30)
    dropping.enter("file:///clip.mp4")
    assert dropping.zone.geometry() == dropping.target.rect()
    dropping.target.resize(400, 240)
    assert dropping.zone.geometry() == dropping.target.rect()
    assert dropping.target.grab().toImage().pixelColor(150, 30) != before
    QApplication.sendEvent(dropping.target, QDragLeaveEvent())
    assert not dropping.zone.isVisible()


def test_what_is_neither_is_refused(qtbot: QtBot) -> None:
    dropping = Dropping(qtbot)
    assert not dropping.enter("mailto:somebody@example.invalid")
    assert not dropping.zone.isVisible()
