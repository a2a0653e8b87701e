"""Between the range panel and the viewer: one playhead for both, and the panel's place below the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.ui.viewer.clip import Side

if TYPE_CHECKING:
    from kling_desktop.ui.range.panel import RangePanel
    from kling_desktop.ui.viewer.panel import ViewerPanel
    from kling_desktop.viewmodels.range import RangeModel
    from kling_desktop.viewmodels.showing import ShowingModel


class Ranging(QObject):
    """Tells the strip where the viewer is, and the viewer where the strip wants it and what is marked."""

    def __init__(
        self, panel: RangePanel, viewer: ViewerPanel, model: RangeModel, showing: ShowingModel
    ) -> None:
        """`showing` tells whether the viewer's source is the clip of the edit."""
        super().__init__(panel)
        self._viewer = viewer
        self._model = model
        self._showing = showing
        panel.sought.connect(self._seek)
        viewer.positioned.connect(self._follow)
        viewer.in_wanted.connect(model.mark_in)
        viewer.out_wanted.connect(model.mark_out)
        viewer.clear_wanted.connect(model.clear)
        for part in (panel.strip, panel.strip.begin, panel.strip.end):
            viewer.share_keys(part)
        model.bind(self._show_range)
        showing.changed.connect(self._show_range)

    def _seek(self, frame: int) -> None:
        if self._showing.state.source != self._model.state.location:
            self._showing.show_source()
        self._viewer.seek(frame)

    def _follow(self, side: Side, frame: int, is_playing: bool) -> None:
        is_same = side is Side.SOURCE and self._showing.state.source == self._model.state.location
        self._model.show_playhead(frame if is_same else None, is_playing)

    def _show_range(self, _: object) -> None:
        state = self._model.state
        if self._showing.state.source == state.location:
            self._viewer.show_range((state.marked.first, state.marked.last) if state.marked else None)


class _Column(QWidget):
    """The viewer with the range panel below it; gives the picture its room where there is little height."""

    def __init__(self, viewer: QWidget, panel: RangePanel) -> None:
        super().__init__()
        self._panel = panel
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(viewer, 1)
        column.addWidget(panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the strip as high as there is room for."""
        super().resizeEvent(event)
        self._panel.fit_into(event.size().height())


def below(viewer: QWidget, panel: RangePanel) -> QWidget:
    """One widget with `viewer` and, below it, `panel`."""
    return _Column(viewer, panel)
