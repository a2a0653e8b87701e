"""Between what is to be shown and the viewer, which only knows clips."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.domain.job import EditJob
from kling_desktop.domain.timeline import as_its_own, source_frames, start_timecode
from kling_desktop.ui.viewer.clip import Clip, Colours

if TYPE_CHECKING:
    from kling_desktop.domain.cut import SourceLook
    from kling_desktop.ui.viewer.panel import ViewerPanel
    from kling_desktop.viewmodels.editor import EditorModel
    from kling_desktop.viewmodels.showing import Showing, ShowingModel


class Viewing(QObject):
    """Tells the viewer what to show, plays results, and hears when an offered one was taken."""

    def __init__(self, viewer: ViewerPanel, showing: ShowingModel, editor: EditorModel) -> None:
        """`editor` knows the facts of its source."""
        super().__init__(viewer)
        self._viewer = viewer
        self._showing = showing
        self._editor = editor
        self._source = ""
        self._colours: Colours | None = None
        self._result = ""
        self._turn = 0
        self._offered = ""
        viewer.result_opened.connect(self._taken)
        showing.bind(self.show_state)
        editor.bind(self._recolour)

    def show_state(self, showing: Showing) -> None:
        """Show what is to be shown."""
        if showing.turn != self._turn:
            self._turn = showing.turn
            self._show(showing)
        waiting = showing.waiting.files[0] if showing.waiting else ""
        if waiting and waiting != self._offered:
            self._viewer.offer_result(_result(waiting, showing.waiting))
        self._offered = waiting
        self._viewer.show_takes(len(showing.takes), showing.take, showing.starred)
        self._viewer.notes.show_notes(showing.notes, showing.note_frame)

    def _show(self, showing: Showing) -> None:
        if showing.source != self._source or not showing.result:
            self._viewer.show_source(self._clip(showing.source))
        if showing.result or self._result:
            self._viewer.show_result(_played(showing), showing.keeps_moment)
        self._source, self._result = showing.source, showing.result
        self._recolour()
        if showing.result and not showing.keeps_moment:
            self._viewer.play()

    def _taken(self, path: Path) -> None:
        waiting = self._showing.state.waiting
        source = waiting.request.source if waiting else None
        if source is not None and source.location == self._source:
            # The viewer shows it beside the right source already: loading it again would flicker.
            self._turn += 1
            self._result = str(path)
            self._viewer.play()
        self._showing.show_waiting()

    def _clip(self, location: str) -> Clip | None:
        if not location:
            return None
        source = self._editor.state.source
        self._colours = self._colours_of(self._showing.state)
        if source is not None and source.info is not None and source.location == location:
            info = source.info
            return Clip(Path(location), info.rate, info.frames, info.start_timecode, colours=self._colours)
        return Clip(Path(location), colours=self._colours)

    def _look_of(self, showing: Showing) -> SourceLook | None:
        """How the shown source is to be read: as it was for the job, else as the edit says now."""
        if showing.job is not None and showing.job.recipe is not None:
            return showing.job.recipe.look
        source = self._editor.state.request.source
        is_shown = source is not None and source.location == showing.source
        return source.treatment.look if source is not None and is_shown else None

    def _colours_of(self, showing: Showing) -> Colours | None:
        look = self._look_of(showing)
        return Colours(look.kind, self._showing.table(look)) if look else None

    def _recolour(self, _: object = None) -> None:
        """Follow another look, whoever chose it."""
        colours = self._colours_of(self._showing.state)
        if self._source and colours != self._colours:
            self._colours = colours
            self._viewer.recolour_source(colours)


def _played(showing: Showing) -> Clip | None:
    """The clip beside the source; how it stands to that is known before the file is open."""
    shown, path = showing.shown, Path(showing.played)
    if shown is None:
        return None
    recipe = shown.job.recipe
    if showing.is_fitted and recipe is not None:
        return Clip(path, recipe.rate, source_frames(recipe), start_timecode(recipe), as_its_own(recipe))
    return Clip(path, shown.rate, shown.frames, recipe=recipe)


def _result(path: str, job: EditJob | None) -> Clip:
    return Clip(Path(path), recipe=job.recipe if job else None)
