"""The library of elements as the window shows it, and the element that is being made or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.cut import WHOLE
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS
from kling_desktop.domain.request import Element, ElementKind, ImageInput, VideoInput, is_link
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.locations import location_of
from kling_desktop.viewmodels.observed import Observed
from kling_desktop.viewmodels.picture_queue import PictureQueue, Spot, Waiting
from kling_desktop.viewmodels.reference_cards import location_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_desktop.domain.origin import Origin
    from kling_desktop.store.elements import StoredElement
    from kling_desktop.studio import Studio

MOST_PICTURES = LIMITS[KLING_V3_OMNI].max_element_pictures


@dataclass(frozen=True)
class Library:
    """The elements that are found for `search`, by name."""

    found: tuple[StoredElement, ...] = ()
    search: str = ""


class ElementLibrary(Observed[Library]):
    """Lists and searches the library; `told` carries what went wrong, in words."""

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(Library(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show the library of an opened studio."""
        self._studio = studio
        studio.elements.subscribe(lambda _: self._read())
        self._read()

    def set_search(self, text: str) -> None:
        """Show only elements whose names hold every word of `text`."""
        self._update(search=text.strip())
        self._read()

    def remove(self, element_id: int) -> None:
        """Drop an element; edits that use it keep theirs."""
        if self._studio is not None:
            self._studio.tasks.spawn("drop an element", self._remove(self._studio, element_id))

    def draft(self, stored: StoredElement | None = None) -> ElementDraft:
        """An element to be made, or a stored one to be changed."""
        return ElementDraft(self._studio, stored)

    def _read(self) -> None:
        if self._studio is not None:
            self._studio.tasks.spawn("read the elements", self._find(self._studio, self.state.search))

    async def _find(self, studio: Studio, search: str) -> None:
        try:
            found = await studio.elements.find(search)
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
            return
        if search == self.state.search:
            self._update(found=found)

    async def _remove(self, studio: Studio, element_id: int) -> None:
        try:
            await studio.elements.remove(element_id)
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))


@dataclass(frozen=True)
class Draft:
    """An element as it is being made: its pictures, the frontal one first, or its videos."""

    name: str = ""
    kind: ElementKind = ElementKind.IMAGE
    pictures: tuple[ImageInput, ...] = ()
    videos: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    why: str = ""
    is_saving: bool = False

    @property
    def free(self) -> int:
        """How many more pictures may be chosen."""
        coming = sum(each.replaces is None for each in self.waiting)
        return max(0, MOST_PICTURES - len(self.pictures) - coming)

    @property
    def element(self) -> Element:
        """What it is as an element."""
        if self.kind is ElementKind.VIDEO:
            videos = tuple(VideoInput(each, treatment=WHOLE) for each in self.videos)
            return Element(self.kind, self.name, videos=videos)
        frontal = self.pictures[0] if self.pictures else None
        return Element(self.kind, self.name, frontal, self.pictures[1:])


class ElementDraft(Observed[Draft]):
    """Owns the element of one dialog; `saved` carries the element once it is in the library."""

    saved = Signal(object)

    def __init__(self, studio: Studio | None, stored: StoredElement | None = None) -> None:
        """`stored` is the one to be changed, None for a new one."""
        super().__init__(_drafted(stored.element) if stored else Draft())
        self._studio = studio
        self._stored = stored
        self.queue = PictureQueue(self)
        self.queue.changed.connect(lambda: self._update(waiting=self.queue.waiting))
        self.queue.taken.connect(self._put)
        if studio is not None:
            self.queue.attach(studio)

    def set_name(self, name: str) -> None:
        """Call it something."""
        self._update(name=name, why="")

    def set_kind(self, kind: ElementKind) -> None:
        """Show it by pictures or by videos."""
        self._update(kind=kind, why="")

    def add(self, origins: Sequence[Origin]) -> None:
        """Take pictures, as many as there is room for."""
        self._update(why="")
        for origin in origins[: self.state.free]:
            self.queue.add(origin, Spot.IMAGE)

    def add_link(self, text: str) -> None:
        """Take a picture by its address; what is none is said."""
        try:
            location = location_of(text)
            if not is_link(location):
                raise BadInput("link_not_http", link=text.strip()[:60])
        except BadInput as error:
            self._update(why=wording.sentence(error.notice))
            return
        if self.state.free:
            self._update(pictures=(*self.state.pictures, ImageInput(location_name(location), url=location)))

    def set_videos(self, text: str) -> None:
        """Paths and addresses of videos, one a line."""
        self._update(videos=tuple(line.strip() for line in text.splitlines() if line.strip()), why="")

    def move(self, place: int, to: int) -> None:
        """Put the picture at `place` to the place `to`; the first is the frontal one."""
        pictures = list(self.state.pictures)
        pictures.insert(to, pictures.pop(place))
        self._update(pictures=tuple(pictures))

    def remove(self, place: int) -> None:
        """Take out the picture at `place`, or one on its way behind those that are there."""
        pictures = self.state.pictures
        if place < len(pictures):
            self._update(pictures=pictures[:place] + pictures[place + 1 :])
        else:
            self.queue.drop(self.state.waiting[place - len(pictures)].key)

    def close(self) -> None:
        """End the reading of what was not taken."""
        for each in self.queue.waiting:
            self.queue.drop(each.key)

    def save(self) -> None:
        """Put it into the library; what is wrong with it is said in `why`."""
        if self._studio is not None and not self.state.is_saving:
            try:
                is_filmed = self.state.kind is ElementKind.VIDEO
                places = tuple(map(location_of, self.state.videos)) if is_filmed else self.state.videos
            except BadInput as error:
                self._update(why=wording.sentence(error.notice))
                return
            self._update(is_saving=True, why="", videos=places)
            self._studio.tasks.spawn("keep an element", self._save(self._studio, self.state.element))

    async def _save(self, studio: Studio, element: Element) -> None:
        try:
            if self._stored is None:
                stored = await studio.elements.add(element)
            else:
                stored = await studio.elements.change(self._stored.id, element)
        except KlingError as error:
            self._update(is_saving=False, why=wording.sentence(error.notice))
            return
        self._update(is_saving=False)
        self.saved.emit(stored.element)

    def _put(self, _waiting: Waiting, picture: ImageInput) -> None:
        if picture not in self.state.pictures:
            self._update(pictures=(*self.state.pictures, picture))


def _drafted(element: Element) -> Draft:
    pictures = ((element.frontal,) if element.frontal else ()) + element.references
    return Draft(element.name, element.kind, pictures, tuple(video.location for video in element.videos))
