"""The viewer shows the result as it came, or the timeline file with all that is mended, frame beside frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication

from kling_desktop.domain.arrival import judged
from kling_desktop.domain.job import EditJob, JobState, Note, Take
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.timeline import Fixes, Format, Sound, TimelineChoice, TimelineFile
from kling_desktop.media.arrival import measure
from kling_desktop.media.probe import probe
from kling_desktop.media.timeline import TimelineOrder, write_timeline
from kling_desktop.ui import outing
from kling_desktop.ui.results.file_switch import RAW, TIMELINE, FileSwitch
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.widgets import dragging
from kling_desktop.ui.widgets.segmented import Segmented
from tests.support.painted import number_painted
from tests.support.panels import child
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble, job
from tests.support.takes import Kit, make_kit
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
SLIP = 3


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


def fitted(kit: Kit, name: str, fixes: Fixes) -> TimelineFile:
    target = kit.result.with_name(name)
    choice = TimelineChoice(Format.PRORES_LT, Sound.NONE, fixes=fixes)
    write_timeline(TimelineOrder(kit.result, None, kit.recipe, choice, 3), target)
    return TimelineFile(str(target), Format.PRORES_LT, fixes=fixes)


def arrived(room: Furnished, kit: Kit, file: TimelineFile | None) -> EditJob:
    room.studio.clips.add(str(kit.source), probe(kit.source))
    request = EditRequest("Add snow to @Video1", videos=(VideoInput(str(kit.source)),))
    known = judged(measure(kit.result, kit.recipe, kit.source), kit.recipe)
    take = Take(str(kit.result), "ab", 9, file, known)
    return job(JobState.DONE, request=request, takes=(take,), recipe=kit.recipe)


class Seen:
    """What the window paints."""

    def __init__(self, room: Furnished) -> None:
        self.canvas = child(room.frame, "preview", VideoCanvas)
        self.switch = child(room.frame, "file_on_show", FileSwitch)
        self.deck = room.stage.viewer.findChild(Deck)
        child(room.frame, "compare", Segmented).button(Mode.SIDE_BY_SIDE).setChecked(True)

    async def shows(self, source: int, result: int) -> None:
        """Wait until both pictures carry these numbers."""

        def numbers() -> list[int | None]:
            picture = self.canvas.grab().toImage()
            return [number_painted(picture, self.canvas.place(side)) for side in Side]

        await until(lambda: numbers() == [source, result])

    def go(self, moment: int) -> None:
        assert self.deck is not None
        self.deck.stop()
        self.deck.seek(moment)


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(50), Fraction(60000, 1001)])
async def test_what_was_mended_is_seen_at_once_and_beside_its_own_frame(
    room: Furnished, tmp_path: Path, rate: Fraction
) -> None:
    kit = make_kit(tmp_path, rate, sound=None)
    begin, step = kit.recipe.begin, kit.recipe.step
    await room.attach()
    plain = arrived(room, kit, fitted(kit, "plain.mov", Fixes()))
    room.workspace.showing.show_job(plain)
    seen = Seen(room)
    assert seen.switch.isVisible()
    assert seen.switch.current() == RAW
    seen.go(4)
    await seen.shows(begin + 4 * step, begin + 4 * step)
    # Made again with a slip of 3 frames: shown in place of the raw one, where the raw one stood.
    room.studio.jobs.save(arrived(room, kit, fitted(kit, "slipped.mov", Fixes(slip=SLIP))))
    assert seen.switch.current() == TIMELINE
    await seen.shows(begin + 4 * step, begin + (4 - SLIP) * step)
    for moment in (9, 10, 15, 11):
        seen.go(moment)
        await seen.shows(begin + moment, begin + (moment // step - SLIP) * step)
    # And back: the raw result beside the same frame of the source.
    seen.go(6 * step)
    seen.switch.button(RAW).setChecked(True)
    await seen.shows(begin + 6 * step, begin + 6 * step)
    seen.switch.button(TIMELINE).setChecked(True)
    await seen.shows(begin + 6 * step, begin + (6 - SLIP) * step)
    await room.studio.close()


async def test_a_mended_take_opens_as_it_will_be_handed_out(room: Furnished, tmp_path: Path) -> None:
    kit = make_kit(tmp_path, sound=None)
    await room.attach()
    mended = arrived(room, kit, fitted(kit, "slipped.mov", Fixes(slip=SLIP)))
    mended = replace(mended, notes=(Note("too dark", 1, 10),))
    room.workspace.showing.show_job(mended)
    showing = room.workspace.showing.state
    assert showing.shown is not None
    assert showing.played == showing.shown.handed_out
    # A note stands at the picture that it was written about.
    assert showing.notes == {10 + SLIP: "too dark"}
    room.stage.viewer.notes.written.emit(10 + SLIP, "darker still")
    await until(lambda: bool(room.studio.archive.places))
    assert room.studio.archive.places == [(1, 10)]
    room.workspace.showing.show_fitted(False)
    assert room.workspace.showing.state.played == str(kit.result)
    assert room.workspace.showing.state.notes == {10: "too dark"}
    await room.studio.close()


class Drag(QDrag):
    """A drag that another program takes at once; what it carried is kept."""

    carried: ClassVar[list[tuple[list[str], Qt.DropAction]]] = []

    def exec(self, actions: Qt.DropAction) -> Qt.DropAction:  # type: ignore[override]
        """Be dropped."""
        self.carried.append(([url.toLocalFile() for url in self.mimeData().urls()], actions))
        return actions


async def test_a_drag_carries_the_timeline_file_as_a_copy_and_with_alt_the_raw_result(
    room: Furnished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dragging, "QDrag", Drag)
    Drag.carried.clear()
    kit = make_kit(tmp_path, sound=None)
    await room.attach()
    mended = fitted(kit, "slipped.mov", Fixes(slip=SLIP))
    room.workspace.showing.show_job(arrived(room, kit, mended))
    room.stage.viewer.drag_wanted.emit()
    monkeypatch.setattr(outing, "is_alt_held", lambda: True)
    room.stage.viewer.drag_wanted.emit()
    copy = Qt.DropAction.CopyAction
    assert Drag.carried == [([mended.path], copy), ([str(kit.result)], copy)]
    await room.studio.close()


async def test_without_a_timeline_file_there_is_nothing_to_choose(room: Furnished, tmp_path: Path) -> None:
    await room.attach()
    switch = child(room.frame, "file_on_show", FileSwitch)
    assert not switch.isVisible()
    room.workspace.showing.show_job(arrived(room, make_kit(tmp_path, sound=None), None))
    assert not switch.isVisible()
    room.workspace.showing.show_fitted(True)
    assert not room.workspace.showing.state.is_fitted
    await room.studio.close()
