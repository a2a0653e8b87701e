"""The library of elements: a person, object or place from several angles, for use in many edits."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.limits import check_element, check_image
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.plan import check_element_clip
from kling_desktop.domain.request import Element, ImageInput, VideoInput
from kling_desktop.media.fingerprint import fingerprint
from kling_desktop.media.pictures import image_info
from kling_desktop.media.probe import probe
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.listeners import Listeners
from kling_desktop.store.elements import StoredElement
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import Journal
from kling_desktop.store.records import fold

LONGEST_NAME = 80


class Elements:
    """Keeps the library in the journal, its pictures among the inputs; announces each change.

    An edit takes an element as a value: what becomes of the library later changes no edit.
    """

    def __init__(self, journal: Journal, workers: Workers, inputs: InputFolder) -> None:
        """Pictures are looked at in `workers`."""
        self._journal = journal
        self._workers = workers
        self._inputs = inputs
        self._changed: Listeners[None] = Listeners()

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        """Call `listener` after each change until the returned function is called."""
        return self._changed.subscribe(listener)

    async def find(self, text: str = "") -> tuple[StoredElement, ...]:
        """The elements in whose names every word of `text` occurs, by name."""
        words = fold(text).split()
        found = await self._journal.elements()
        return tuple(each for each in found if all(word in fold(each.element.name) for word in words))

    async def add(self, element: Element) -> StoredElement:
        """Keep a new element.

        Raises BadInput: no name, a name that is taken, too few or too many pictures, a picture that is gone
        or outside the limits.
        """
        stored = await self._journal.add_element(await self._checked(element))
        self._changed.announce(None)
        return stored

    async def change(self, element_id: int, element: Element) -> StoredElement:
        """Put `element` in the place of the one with this id.

        Raises BadInput as `add` does, and if there is none.
        """
        stored = StoredElement(element_id, await self._checked(element))
        await self._journal.change_element(stored)
        self._changed.announce(None)
        return stored

    async def remove(self, element_id: int) -> None:
        """Drop an element; edits that use it keep theirs."""
        await self._journal.remove_element(element_id)
        self._changed.announce(None)

    async def _checked(self, element: Element) -> Element:
        name = " ".join(element.name.split())
        if not name:
            raise BadInput("element_unnamed")
        if len(name) > LONGEST_NAME:
            raise BadInput("element_name_long", most=LONGEST_NAME)
        broken = check_element(name, element)
        pictures = ((element.frontal,) if element.frontal else ()) + element.references
        if not broken:
            broken = await self._workers.run(lambda _: self._broken(pictures) or _unfit(name, element))
        if broken:
            raise BadInput(broken[0].code, **broken[0].values)
        videos = await self._workers.run(
            lambda stop: tuple(_identified(each, stop) for each in element.videos)
        )
        return replace(element, name=name, videos=videos)

    def _broken(self, pictures: tuple[ImageInput, ...]) -> tuple[Notice, ...]:
        for picture in pictures:
            if picture.url:
                continue
            path = self._inputs.path(picture.sha256)
            if not path.is_file():
                return (Notice("draft_picture_gone", {"name": picture.name}),)
            broken = check_image(picture.name, image_info(path, picture.name))
            if broken:
                return broken
        return ()


def _unfit(name: str, element: Element) -> tuple[Notice, ...]:
    for video in filter(lambda each: each.is_local, element.videos):
        path = Path(video.location)
        unfit = check_element_clip(name, path.name, probe(path), video)
        if unfit:
            return (unfit,)
    return ()


def _identified(video: VideoInput, stop: StopFlag) -> VideoInput:
    """A video by its content: an edit is told when the file is another one by then."""
    return replace(video, fingerprint=fingerprint(Path(video.location), stop)) if video.is_local else video
