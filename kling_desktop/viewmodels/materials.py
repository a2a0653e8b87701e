"""Images, elements and frames of the edit: what is there, what is on its way, how much more may come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kling_desktop.domain.composing import frame_as_look, rearranged, unread
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, free_references
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import EditRequest, ImageInput, is_link
from kling_desktop.i18n import tr
from kling_desktop.viewmodels.editor_state import NOTHING_YET
from kling_desktop.viewmodels.element_library import ElementLibrary
from kling_desktop.viewmodels.extra_videos import ExtraVideosModel
from kling_desktop.viewmodels.locations import location_of
from kling_desktop.viewmodels.observed import Observed
from kling_desktop.viewmodels.origins import of_file
from kling_desktop.viewmodels.picture_queue import PictureQueue, Spot, Waiting
from kling_desktop.viewmodels.reference_cards import location_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.origin import Origin
    from kling_desktop.domain.request import Element
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor import EditorModel
    from kling_desktop.viewmodels.editor_state import EditorState

BEYOND_EVERY_END = 1_000_000_000
"""A frame number that stands for the last frame."""
RESULTS_OFFERED = 6
JOBS_LOOKED_AT = 30
MOST = LIMITS[KLING_V3_OMNI].max_references


@dataclass(frozen=True)
class Materials:
    """What the sections show: the edit, the pictures that wait, and the last thing that was refused whole."""

    request: EditRequest = NOTHING_YET
    waiting: tuple[Waiting, ...] = ()
    refusal: Notice | None = None
    results: tuple[str, ...] = ()
    """Paths of takes, the newest first."""

    @property
    def images_waiting(self) -> tuple[Waiting, ...]:
        """Pictures on their way to the images."""
        return tuple(each for each in self.waiting if each.spot is Spot.IMAGE)

    @property
    def used(self) -> int:
        """How many of the places for images and elements are taken, also by what is on its way."""
        coming = sum(each.replaces is None for each in self.images_waiting)
        return MOST - free_references(self.request) + coming

    @property
    def free(self) -> int:
        """How many more images and elements may be chosen."""
        return max(0, MOST - self.used)

    @property
    def full_reason(self) -> str:
        """Why no more can be added; empty while more can."""
        if self.free:
            return ""
        return tr("All {n} places for images and elements are taken. Remove one to add another.").format(
            n=MOST
        )

    def frame(self, spot: Spot) -> ImageInput | None:
        """The first or last frame of the edit."""
        return self.request.first_frame if spot is Spot.FIRST_FRAME else self.request.last_frame

    def frame_waiting(self, spot: Spot) -> Waiting | None:
        """The picture on its way to be that frame."""
        return next((each for each in self.waiting if each.spot is spot), None)


class MaterialsModel(Observed[Materials]):
    """Changes the edit's pictures and elements; what is chosen waits in `queue` until it is looked at."""

    def __init__(self, editor: EditorModel, parent: QObject | None = None) -> None:
        """The edit is that of `editor`."""
        super().__init__(Materials(), parent)
        self._editor = editor
        self.library = ElementLibrary(self)
        self.videos = ExtraVideosModel(editor, self)
        self.queue = PictureQueue(self)
        self.queue.changed.connect(self._queue_changed)
        self.queue.taken.connect(self._put)
        editor.bind(self._editor_changed)

    def attach(self, studio: Studio) -> None:
        """Read pictures through an opened studio, and offer frames of its takes."""
        self.queue.attach(studio)
        self.library.attach(studio)
        self.videos.attach(studio)
        studio.jobs.subscribe(self._job_saved)
        studio.tasks.spawn("takes to choose frames from", self._read_results(studio))

    def add(self, origins: Sequence[Origin], spot: Spot = Spot.IMAGE, replaces: int | None = None) -> None:
        """Take pictures, as many as there is room for; with `replaces` one, in place of that image."""
        self._update(refusal=None)
        old = None if replaces is None else self.state.request.images[replaces]
        room = self.state.free if spot is Spot.IMAGE and old is None else 1
        for origin in origins[:room]:
            self.queue.add(origin, spot, old)
        if len(origins) > room:
            self._update(refusal=Notice("pictures_over", {"count": len(origins), "room": room}))

    def add_files(
        self, paths: Sequence[str | Path], spot: Spot = Spot.IMAGE, replaces: int | None = None
    ) -> None:
        """Take picture files."""
        self.add([of_file(Path(path)) for path in paths], spot, replaces)

    def add_text(self, text: str, spot: Spot = Spot.IMAGE, replaces: int | None = None) -> None:
        """Take what a text means: the path of a picture, or an http(s) address, which the service fetches."""
        try:
            location = location_of(text)
        except BadInput as error:
            self._update(refusal=error.notice)
            return
        if not is_link(location):
            self.add_files([location], spot, replaces)
        elif spot is Spot.IMAGE and replaces is None and not self.state.free:
            self._update(refusal=Notice("pictures_over", {"count": 1, "room": 0}))
        else:
            self._update(refusal=None)
            old = None if replaces is None else self.state.request.images[replaces]
            self._place(spot, old, ImageInput(location_name(location), url=location))

    def grab(self, path: str, frame: int, spot: Spot = Spot.IMAGE, replaces: int | None = None) -> None:
        """Take the frame number `frame` (from 0) of the clip at `path`; beyond its end the last one."""
        self.add([of_file(Path(path), frame, is_last=frame == BEYOND_EVERY_END)], spot, replaces)

    def take_source_frame(self, is_last: bool, spot: Spot) -> None:
        """Take the first or last frame of the source, or of its range where one is set."""
        source = self.state.request.source
        if source is None:
            self._update(refusal=Notice("source_missing"))
        elif not source.is_local:
            self._update(refusal=Notice("source_frames_link"))
        else:
            first, last = (source.range.first, source.range.last) if source.range else (0, BEYOND_EVERY_END)
            self.grab(source.location, last if is_last else first, spot)

    def move(self, kind: ReferenceKind, place: int, to: int) -> None:
        """Put the image or element at `place` to the place `to` (from 0); references follow."""
        count = len(self._of_kind(kind))
        if 0 <= place < count and 0 <= to < count and place != to:
            order = [each for each in range(count) if each != place]
            order.insert(to, place)
            self._editor.arrange(lambda request: rearranged(request, kind, order))

    def remove(self, kind: ReferenceKind, place: int) -> None:
        """Take an image or element out of the edit."""
        order = [each for each in range(len(self._of_kind(kind))) if each != place]
        self._update(refusal=None)
        self._editor.arrange(lambda request: rearranged(request, kind, order))

    def add_element(self, element: Element) -> None:
        """Use an element in the edit, unless there is no room or it is there."""
        # Those of an edit that was sent know their files by content.
        there = unread(self.state.request).elements
        if element not in there and self.state.free:
            self._editor.arrange(lambda request: replace(request, elements=(*request.elements, element)))

    def remove_frame(self, spot: Spot) -> None:
        """Have no first or last frame, nor one on its way."""
        waiting = self.state.frame_waiting(spot)
        if waiting is not None:
            self.queue.drop(waiting.key)
        else:
            self._place(spot, None, None)

    def use_as_look(self, spot: Spot) -> None:
        """Use the first or last frame as an image for the look instead, and say so in the prompt."""
        frame = self.state.frame(spot)
        if frame is None:
            return
        if frame not in self.state.request.images and not self.state.free:
            self._update(refusal=Notice("pictures_over", {"count": 1, "room": 0}))
            return
        words = tr("matching the look of {token}")
        self._editor.arrange(lambda request: frame_as_look(request, frame, words))

    def _of_kind(self, kind: ReferenceKind) -> tuple[object, ...]:
        request = self.state.request
        return request.images if kind is ReferenceKind.IMAGE else request.elements

    def _put(self, waiting: Waiting, picture: ImageInput) -> None:
        self._place(waiting.spot, waiting.replaces, picture)

    def _place(self, spot: Spot, old: ImageInput | None, picture: ImageInput | None) -> None:
        def change(request: EditRequest) -> EditRequest:
            if spot is Spot.FIRST_FRAME:
                return replace(request, first_frame=picture)
            if spot is Spot.LAST_FRAME:
                return replace(request, last_frame=picture)
            if picture is None:
                return request
            images = list(request.images)
            # What was to be replaced may have been removed meanwhile.
            place = images.index(old) if old in images else len(images)
            images[place : place + 1] = [picture]
            return replace(request, images=tuple(images))

        self._editor.arrange(change)

    async def _read_results(self, studio: Studio) -> None:
        try:
            jobs = await studio.history.recently_done(JOBS_LOOKED_AT)
        except KlingError:
            # The task list says what is wrong with the journal.
            return
        for job in sorted(jobs, key=lambda job: job.created):
            self._job_saved(job)

    def _job_saved(self, job: EditJob) -> None:
        older = [path for path in self.state.results if path not in job.files]
        self._update(results=(*job.files, *older)[:RESULTS_OFFERED])

    def _editor_changed(self, state: EditorState) -> None:
        self._update(request=state.request)

    def _queue_changed(self) -> None:
        self._update(waiting=self.queue.waiting)
