"""The range panel's model: in and out point, handles and treatment of the source, the playhead, and undo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling_desktop.domain import marking
from kling_desktop.domain.cut import MOST_HANDLES, Filling, Pace, Range, SourceLook
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.request import is_link
from kling_desktop.viewmodels.observed import Observed
from kling_desktop.viewmodels.range_state import MARKED_HERE, Cut, RangeState

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor import EditorModel
    from kling_desktop.viewmodels.editor_state import EditorState

MOST_UNDONE = 100


class RangeModel(Observed[RangeState]):
    """Writes what is marked into the edit and reads it from there, so that drafts and jobs have it.

    One step of undo is one mark, or everything between `hold` and `release`.
    """

    def __init__(self, editor: EditorModel, parent: QObject | None = None) -> None:
        """`editor` owns the edit."""
        super().__init__(RangeState(), parent)
        self._editor = editor
        self._undone: list[Cut] = []
        self._undoable: list[Cut] = []
        self._held: Cut | None = None
        self._known: dict[str, Cut] = {}
        self._studio: Studio | None = None
        self._picked = ""
        self._taken_back: set[str] = set()
        editor.picked.connect(self._note_picked)
        editor.bind(self._follow)

    def attach(self, studio: Studio) -> None:
        """Keep LUTs and looks through an opened studio."""
        self._studio = studio

    # ---- the playhead

    def show_playhead(self, frame: int | None, is_running: bool = False) -> None:
        """The viewer shows this frame of the clip, perhaps only in passing; None: it shows something else."""
        self._update(playhead=frame, is_running=is_running)

    # ---- the range

    def mark_in(self) -> None:
        """Begin at the playhead."""
        if (playhead := self._at()) is not None:
            self._mark(marking.with_in(self.state.marked, playhead, self.state.frames))

    def mark_out(self) -> None:
        """End with the frame under the playhead."""
        if (playhead := self._at()) is not None:
            self._mark(marking.with_out(self.state.marked, playhead, self.state.frames))

    def mark_here(self) -> None:
        """Mark 5 s from the playhead on."""
        if self.state.info is not None:
            length = round(MARKED_HERE * self.state.info.rate)
            self._mark(marking.here(self._at() or 0, length, self.state.frames))

    def draw_in(self, frame: int) -> None:
        """Draw the in point to `frame`."""
        if (marked := self.state.meant) is not None:
            self._mark(marking.drawn_in(marked, frame, self.state.frames))

    def draw_out(self, frame: int) -> None:
        """Draw the out point to `frame`, the last one included."""
        if (marked := self.state.meant) is not None:
            self._mark(marking.drawn_out(marked, frame, self.state.frames))

    def move_to(self, first: int) -> None:
        """Move the range, as long as it is, to begin at `first`."""
        if self.state.marked is not None:
            self._mark(marking.moved(self.state.marked, first, self.state.frames))

    def mark(self, first: int, last: int) -> None:
        """Mark these frames, as far as the clip has them."""
        if self.state.frames:
            self._mark(marking.fitted(Range(first, last), self.state.frames))

    def clear(self) -> None:
        """Mark nothing."""
        self._mark(None)

    # ---- the treatment

    def set_handles(self, handles: int) -> None:
        """How many frames more are wanted on each side (0–48)."""
        self._treat(handles=min(max(handles, 0), MOST_HANDLES))

    def set_pace(self, pace: Pace) -> None:
        """How frames go to the service."""
        self._treat(pace=pace)

    def set_filling(self, filling: Filling) -> None:
        """What makes up for frames that the file does not have."""
        self._treat(filling=filling)

    def set_look(self, look: SourceLook | None) -> None:
        """How the source's picture is to be read; None as it is tagged. Clips like it will be read alike."""
        self._treat(look=look)
        self._update(recalled=None)
        if self._studio is not None and self.state.info is not None:
            keeping = self._keep_look(self._studio, self.state.location, self.state.info, look)
            self._studio.tasks.spawn("keep a look", keeping)

    def take_back_look(self) -> None:
        """Read the clip as it is tagged after all; what is kept for clips like it stays."""
        if self.state.recalled is not None:
            self._taken_back.add(self.state.location)
            self._treat(look=None)
            self._update(recalled=None)

    def use_lut(self, path: str) -> None:
        """Read the source as log footage by the .cube file at `path`; if it is none, that is said."""
        if self._studio is not None:
            self._studio.tasks.spawn("keep a LUT", self._use_lut(self._studio, path, self.state.location))

    async def _use_lut(self, studio: Studio, path: str, location: str) -> None:
        try:
            look = await studio.clips.keep_lut(path)
        except KlingError as error:
            studio.desk.post(error.notice)
            return
        if self.state.location == location:
            self.set_look(look)

    async def _keep_look(
        self, studio: Studio, location: str, info: MediaInfo, look: SourceLook | None
    ) -> None:
        try:
            await studio.looks.keep(location, info, look)
        except KlingError as error:
            studio.desk.post(error.notice)

    def _note_picked(self, location: str) -> None:
        self._picked = location

    def _recall(self) -> None:
        """Read a clip that was just chosen like those before it from the same camera and folder."""
        state = self.state
        if state.info is None or state.location != self._picked or self._studio is None:
            return
        self._picked = ""
        if state.cut.treatment.look is None and state.location not in self._taken_back:
            recalling = self._read_alike(self._studio, state.location, state.info)
            self._studio.tasks.spawn("recall a look", recalling)

    async def _read_alike(self, studio: Studio, location: str, info: MediaInfo) -> None:
        try:
            look = await studio.looks.of(location, info)
        except KlingError as error:
            studio.desk.post(error.notice)
            return
        if look is not None and self.state.location == location and self.state.cut.treatment.look is None:
            self._treat(look=look)
            self._update(recalled=look)

    def set_sends_sound(self, is_sent: bool) -> None:
        """Whether the clip's sound goes along."""
        self._treat(sends_sound=is_sent)

    # ---- undo

    def hold(self) -> None:
        """What follows is one step, up to `release`."""
        self._held = self.state.cut

    def release(self) -> None:
        """The step is done."""
        held, self._held = self._held, None
        if held is not None and held != self.state.cut:
            self._remember(held)

    def undo(self) -> None:
        """Take back the last step."""
        if self._undoable and self._held is None:
            self._undone.append(self.state.cut)
            self._write(self._undoable.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._undone and self._held is None:
            self._undoable.append(self.state.cut)
            self._write(self._undone.pop())

    # ---- inside

    def _at(self) -> int | None:
        state = self.state
        return None if state.info is None or state.playhead is None else min(state.playhead, state.frames - 1)

    def _mark(self, marked: Range | None) -> None:
        self._step(replace(self.state.cut, range=marked))

    def _treat(self, **changes: object) -> None:
        treatment = replace(self.state.cut.treatment, **changes)  # type: ignore[arg-type]
        self._step(replace(self.state.cut, treatment=treatment))

    def _step(self, cut: Cut) -> None:
        before = self.state.cut
        if cut == before or self.state.info is None:
            return
        if self._held is None:
            self._remember(before)
        self._write(cut)

    def _remember(self, cut: Cut) -> None:
        self._undoable = [*self._undoable[1 - MOST_UNDONE :], cut]
        self._undone.clear()

    def _write(self, cut: Cut) -> None:
        self._editor.set_cut(cut.range, cut.treatment)

    def _follow(self, editor: EditorState) -> None:
        video, source = editor.request.source, editor.source
        if video is None or source is None or is_link(video.location):
            self._forget()
            self._become(RangeState())
            return
        is_new = video.location != self.state.location
        if is_new:
            self._forget()
        cut = Cut(video.range, video.treatment)
        self._become(
            replace(
                RangeState() if is_new else self.state,
                location=video.location,
                info=source.info,
                cut=cut,
                plan=editor.plan,
                price=None if editor.is_practice else editor.price,
            )
        )
        self._settle(is_new)
        self._recall()

    def _settle(self, is_new: bool) -> None:
        """Bring back what was marked in this clip before, and cut off what the file no longer has."""
        state = self.state
        if is_new and state.cut == Cut() and state.location in self._known:
            self._editor.set_cut(self._known[state.location].range, self._known[state.location].treatment)
        elif state.info is not None and state.marked != marking.fitted(state.marked, state.frames):
            self._editor.set_cut(marking.fitted(state.marked, state.frames), state.cut.treatment)
        elif state.info is not None:
            self._known[state.location] = state.cut

    def _forget(self) -> None:
        self._undoable.clear()
        self._undone.clear()
        self._held = None
