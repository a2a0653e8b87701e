"""A link as the source: looked at as soon as it is chosen, and fetched when its clip has to be prepared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.domain.errors import KlingError
from kling_desktop.viewmodels.editor_state import Fetching, Source

if TYPE_CHECKING:
    import asyncio

    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor import EditorModel
    from kling_desktop.viewmodels.editor_state import EditorState

SHOWN_STEP = 0.005
"""The least progress that is worth showing."""


class LinkSourceModel(QObject):
    """Tells an EditorModel what lies behind its link; what is under way ends with another source."""

    def __init__(self, editor: EditorModel, parent: QObject | None = None) -> None:
        """Silent until `attach`."""
        super().__init__(parent)
        self._editor = editor
        self._studio: Studio | None = None
        self._location = ""
        self._found: Source | None = None
        self._work: asyncio.Task[None] | None = None
        editor.bind(self._follow)

    def attach(self, studio: Studio) -> None:
        """Look through an opened studio."""
        self._studio = studio
        self._follow(self._editor.state)

    def fetch(self) -> None:
        """Bring the clip here; it is the source then, a file like any other."""
        source = self._editor.state.source
        if self._studio is None or source is None or not source.is_worth_fetching or source.fetching:
            return
        size = source.info.size if source.info else None
        self._editor.show_link(replace(source, fetching=Fetching(0, size), trouble=None))
        self._work = self._studio.tasks.spawn("fetch the source", self._fetch(self._studio, source.location))

    def stop(self) -> None:
        """Fetch no longer; what is here already is kept for the next try."""
        self._end()
        source = self._editor.state.source
        if source is not None and source.fetching:
            self._editor.show_link(replace(source, fetching=None))

    def _follow(self, state: EditorState) -> None:
        location = state.source.location if state.source and state.source.is_link else ""
        if location != self._location:
            self._end()
            self._location = location
        is_idle = self._work is None or self._work.done()
        is_new = state.source == Source(location) and state.source is not self._found
        if self._studio is not None and is_idle and is_new:
            self._work = self._studio.tasks.spawn("look at the link", self._look(self._studio, location))

    def _end(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    async def _look(self, studio: Studio, location: str) -> None:
        # Not at once: who is still to hear of the new source would hear of this first.
        self._editor.show_link(Source(location, is_looking=True))
        try:
            clip = await studio.link_sources.look(location)
        except KlingError as error:
            found = Source(location, refusal=error.notice)
        else:
            found = Source(location, clip.info, notices=clip.broken, warning=clip.warning)
        # Little may have been found: it must not be taken for a source that nobody looked at.
        self._found = found
        self._editor.show_link(found)

    async def _fetch(self, studio: Studio, location: str) -> None:
        def show(came: int, size: int | None) -> None:
            source = self._editor.state.source
            if source is None or source.location != location or source.fetching is None:
                return
            fetching = Fetching(came, size or source.fetching.size)
            if (fetching.fraction or 0) - (source.fetching.fraction or 0) >= SHOWN_STEP:
                self._editor.show_link(replace(source, fetching=fetching))

        try:
            path = await studio.link_sources.fetch(location, show)
        except KlingError as error:
            source = self._editor.state.source
            if source is not None and source.location == location:
                self._editor.show_link(replace(source, fetching=None, trouble=error.notice))
            return
        source = self._editor.state.source
        if source is not None and source.location == location:
            self._work = None
            self._editor.choose_source(str(path))
