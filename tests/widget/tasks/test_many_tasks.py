"""The list for a whole day: several tasks at once, details beside it, notes, what was billed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from shiboken6 import isValid

from kling_desktop.domain.cut import Range
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, JobState, Note
from kling_desktop.domain.request import EditRequest, Mode, VideoInput
from kling_desktop.domain.site import SANDBOX
from kling_desktop.ui import dialogs
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.list_panel import TaskListPanel
from kling_desktop.ui.tasks.view import MOST_CHOSEN
from kling_desktop.viewmodels.chosen import ChosenTaskModel
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.listing import Filter
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.tasks import TaskListModel
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import CLIP, StudioDouble, job
from tests.support.waiting import until

S = JobState


@dataclass
class Desk:
    """The list, and what is wanted of the engine."""

    panel: TaskListPanel
    model: TaskListModel
    studio: StudioDouble
    used: list[EditJob]

    async def fill(self, *jobs: EditJob) -> None:
        self.studio.history.jobs = list(jobs)
        await self.model.attach(self.studio.as_studio)

    def choose(self, *places: int) -> None:
        """Choose several rows, the first as the current one."""
        selection = self.panel.view.selectionModel()
        self.panel.view.setCurrentIndex(self.model.index(places[0]))
        for place in places[1:]:
            selection.select(self.model.index(place), QItemSelectionModel.SelectionFlag.Select)

    def buttons(self) -> list[str]:
        found = [each for each in self.panel.findChildren(QPushButton) if each.property("action")]
        return [each.text() for each in found if not each.isHidden()]


@pytest.fixture
def desk(studio: StudioDouble) -> Iterator[Desk]:
    studio.settings = SimpleNamespace(prices=SimpleNamespace(currency="USD"))
    model, commands, chosen = TaskListModel(), TaskCommands(), ChosenTaskModel()
    window = QWidget()
    handling = TaskHandling(commands, window)
    panel = TaskListPanel(model, Pictures(), handling, chosen, window)
    panel.resize(1000, 600)
    used: list[EditJob] = []
    handling.use_wanted.connect(used.append)
    commands.attach(studio.as_studio)
    chosen.attach(studio.as_studio)
    with on_screen(window, 1000, 600):
        yield Desk(panel, model, studio, used)


async def test_several_are_starred_exported_and_run_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.fill(job(S.DONE, 2, seconds=5.0), job(S.DONE, 1, seconds=5.0))
    desk.choose(0, 1)
    assert desk.buttons() == [
        "Star", "Export…", "Contact sheet", "Reveal in folder", "Run again…", "Delete…",
    ]  # fmt: skip
    press(desk.panel, "task_star")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == [("star 1", "job-2"), ("star 1", "job-1")]
    press(desk.panel, "task_run_again")
    asked = await dialog("confirmation")
    assert "≈\u00a01.68 USD" in text_of(asked, "sentence")
    press(asked, "agree")
    await desk.studio.settle()
    assert ("run_again", "job-1") in desk.studio.jobs.wishes
    monkeypatch.setattr(dialogs, "choose_folder", lambda *asked: asked[2]("/delivery"))
    told: list[str] = []
    desk.panel._actions._handling.commands.told.connect(told.append)
    await until(lambda: not isValid(asked))
    press(desk.panel, "task_export")
    await desk.studio.settle()
    assert told == ["2 files copied to /delivery"]


async def test_deleting_asks_and_warns_of_what_went_out(desk: Desk) -> None:
    await desk.fill(job(S.RUNNING, 3), job(S.DONE, 2, is_out=True), job(S.DONE, 1))
    desk.choose(0, 1, 2)
    press(desk.panel, "task_delete")
    asked = await dialog("confirmation")
    words = text_of(asked, "sentence")
    assert "1 of them was saved elsewhere" in words
    assert "system's bin" in words
    press(asked, "cancel")
    await desk.studio.settle()
    assert desk.studio.archive.wishes == []
    press(desk.panel, "task_delete")
    press(await dialog("confirmation"), "agree")
    await desk.studio.settle()
    # What still runs is not touched.
    assert desk.studio.archive.wishes == [("delete", "job-2"), ("delete", "job-1")]


async def test_details_stand_beside_the_list_or_below_it_only_where_there_is_room(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 1))
    details = child(desk.panel, "chosen_task", QWidget)
    assert not details.isVisible()
    desk.choose(0)
    assert details.isVisible()
    assert text_of(desk.panel, "details_prompt") == "Add snow to @Video1"
    desk.panel.resize(460, 600)
    assert not details.isVisible()
    desk.panel.resize(460, 900)
    assert details.isVisible()
    assert details.mapTo(desk.panel, QPoint()).y() > desk.panel.view.mapTo(desk.panel, QPoint()).y()
    assert desk.panel.view.width() > 400
    desk.panel.resize(930, 500)
    assert details.isVisible()
    assert 420 < desk.panel.view.width() < 540


async def test_the_prompt_is_compared_with_the_one_before(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 2, "Add heavy snow", parent="job-1"), job(S.DONE, 1, "Add soft snow"))
    desk.choose(0)
    await desk.studio.settle()
    changes = text_of(desk.panel, "details_changes")
    assert ">soft</s>" in changes
    assert ">heavy</u>" in changes
    assert "</s> <u" in changes
    assert not child(desk.panel, "details_prompt", QWidget).isVisible()


async def test_a_version_is_compared_with_the_one_before_it_where_they_are_alike(desk: Desk) -> None:
    await desk.fill(
        job(S.DONE, 3, "A rainy night on @Video1, keep the grass green"),
        job(S.DONE, 2, "Something else in all"),
        job(S.DONE, 1, "Something else in all at last"),
    )
    desk.choose(1)
    await desk.studio.settle()
    assert "at last</s>" in text_of(desk.panel, "details_changes")
    desk.choose(0)
    await desk.studio.settle()
    assert not child(desk.panel, "details_changes", QWidget).isVisible()
    assert text_of(desk.panel, "details_prompt") == "A rainy night on @Video1, keep the grass green"


async def test_facts_and_notes_of_frames_are_shown(desk: Desk) -> None:
    request = EditRequest("Snow", (VideoInput(CLIP, range=Range(10, 109)),), mode=Mode.STD, keep_sound=False)
    notes = (Note("flicker", 1, 42), Note("nice", 1))
    await desk.fill(job(S.DONE, 1, request=request, notes=notes, seconds=4.2, project="Spot"))
    desk.choose(0)
    facts = "Standard 720p · 4.2 s · frames 10–109 · no sound · Spot"
    assert text_of(desk.panel, "details_facts") == facts
    assert text_of(desk.panel, "details_frame_notes") == "Take 1: nice\nTake 1, frame 42: flicker"


async def test_a_note_is_kept_without_a_button(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 2), job(S.DONE, 1))
    desk.choose(0)
    note = child(desk.panel, "task_note", QPlainTextEdit)
    QTest.keyClicks(note, "good")
    await until(lambda: desk.studio.archive.wishes == [("note good", "job-2")])
    QTest.keyClicks(note, " one")
    desk.choose(1)
    await desk.studio.settle()
    assert desk.studio.archive.wishes[-1] == ("note good one", "job-2")
    assert note.toPlainText() == ""


async def test_what_was_billed_is_entered(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 1))
    desk.choose(0)
    field = child(desk.panel, "billed", QLineEdit)
    assert "USD" in field.placeholderText()
    QTest.keyClicks(field, "0.90")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await desk.studio.settle()
    assert desk.studio.archive.wishes == [("bill 0.90", "job-1")]
    desk.studio.archive.fault = BadInput("no_amount", text="x")
    field.setText("x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await desk.studio.settle()
    assert "not an amount" in text_of(desk.panel, "billed_refusal")


async def test_professional_says_that_it_is_a_new_take(desk: Desk) -> None:
    standard = EditRequest("Snow", (VideoInput(CLIP),), mode=Mode.STD)
    await desk.fill(job(S.DONE, 1, request=standard, seconds=5.0, price="0.63"))
    desk.choose(0)
    press(desk.panel, "task_in_pro")
    asked = await dialog("confirmation")
    assert "not this one sharper" in text_of(asked, "sentence")
    # What it costs in Professional, not what the one in Standard did.
    assert "≈\u00a00.84 USD" in text_of(asked, "sentence")
    press(asked, "agree")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == [("run_in_pro", "job-1")]


@pytest.mark.parametrize(
    ("state", "button"), [(S.DONE, "task_in_pro"), (S.UNKNOWN, "task_send_again"), (S.RUNNING, "task_stop")]
)
async def test_in_practice_mode_no_question_speaks_of_money(desk: Desk, state: JobState, button: str) -> None:
    standard = EditRequest("Snow", (VideoInput(CLIP),), mode=Mode.STD)
    await desk.fill(job(state, 1, request=standard, seconds=5.0, site=SANDBOX))
    desk.choose(0)
    press(desk.panel, button)
    asked = await dialog("confirmation")
    said = " ".join(str(each.property("text")) for each in asked.findChildren(QWidget))
    assert "free" in said
    assert not any(word in said for word in ("price", "bill", "charge stands", "Kling"))
    press(asked, "cancel")


async def test_several_of_practice_mode_are_run_again_for_free(desk: Desk) -> None:
    await desk.fill(*(job(S.DONE, number, site=SANDBOX) for number in (2, 1)))
    desk.choose(0, 1)
    press(desk.panel, "task_run_again")
    asked = await dialog("confirmation")
    assert "In practice mode it is free." in text_of(asked, "sentence")
    press(asked, "cancel")


async def test_stars_that_all_have_are_taken_off(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 2, starred=1), job(S.DONE, 1, starred=1), job(S.FAILED, 3))
    desk.choose(0, 1, 2)
    assert desk.buttons()[0] == "Take the star off"
    desk.studio.jobs.save(job(S.DONE, 1, rev=1))
    await until(lambda: desk.buttons()[0] == "Star")


async def test_results_are_exported_to_a_folder_that_is_asked_for_as_such(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []
    monkeypatch.setattr(dialogs, "choose_folder", lambda *asked: titles.append(asked[3]))
    await desk.fill(job(S.DONE, 1))
    desk.choose(0)
    press(desk.panel, "task_export")
    assert titles == ["Export to"]


async def test_settings_are_used_again(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 1))
    desk.choose(0)
    press(desk.panel, "task_use_again")
    assert [each.id for each in desk.used] == ["job-1"]


async def test_a_contact_sheet_of_several_of_a_group_and_of_a_tree(desk: Desk) -> None:
    told: list[str] = []
    desk.panel._actions._handling.commands.told.connect(told.append)
    await desk.fill(job(S.DONE, 2), job(S.FAILED, 3), job(S.DONE, 1))
    desk.choose(0, 1, 2)
    press(desk.panel, "task_contact")
    await desk.studio.settle()
    assert told == ["Making the contact sheet…", "Saved as /takes/bunny_contact.png"]
    desk.panel.bar.group.click()
    await desk.studio.settle()
    desk.choose(0)
    press(desk.panel, "task_contact")
    press(desk.panel, "task_versions")
    await desk.studio.settle()
    press(desk.panel, "contact_sheet")
    await desk.studio.settle()
    assert desk.studio.outputs.contacts.wishes == [["job-2", "job-1"], [CLIP, ""], [CLIP, ""]]
    desk.studio.outputs.contacts.fault = BadInput("contact_empty")
    press(desk.panel, "contact_sheet")
    await desk.studio.settle()
    assert told[-1].startswith("None of these tasks has a result")


async def test_filter_group_and_versions(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 2), job(S.DONE, 1, starred=1))
    bar = desk.panel.bar
    bar.filter.setCurrentIndex(bar.filter.findData(Filter.DONE))
    assert desk.model.listing.filter is Filter.DONE
    bar.group.click()
    await desk.studio.settle()
    desk.choose(0)
    assert desk.buttons()[0] == "Show all 2 versions"
    press(desk.panel, "task_versions")
    await desk.studio.settle()
    assert desk.model.rowCount() == 2
    assert not bar.filter.isVisible()
    QTest.keyClick(desk.panel, Qt.Key.Key_Escape)
    await desk.studio.settle()
    assert desk.model.rowCount() == 1


async def test_a_choice_outlives_reading_anew(desk: Desk) -> None:
    await desk.fill(job(S.DONE, 2), job(S.DONE, 1))
    desk.choose(1)
    desk.studio.history.jobs.insert(0, job(S.DONE, 3))
    desk.model.read_anew()
    await desk.studio.settle()
    assert [row.job.id for row in desk.panel.view.chosen_rows()] == ["job-1"]


async def test_of_very_many_that_are_chosen_it_says_how_many_can_be_handled(desk: Desk) -> None:
    await desk.fill(*(job(S.DONE, number) for number in range(MOST_CHOSEN + 100, 0, -1)))
    view = desk.panel.view
    view.selectAll()
    assert text_of(desk.panel, "task_choice").startswith(f"Choose {MOST_CHOSEN}")
    assert desk.buttons() == []
    view.clearSelection()
    desk.choose(0)
    selection = QItemSelection(desk.model.index(0), desk.model.index(199))
    view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)
    # What is chosen and was never looked at is read before anything can be done about it.
    assert text_of(desk.panel, "task_choice") == "Reading what is chosen…"
    assert desk.buttons() == []
    await desk.studio.settle()
    assert not child(desk.panel, "task_choice", QWidget).isVisible()
    press(desk.panel, "task_star")
    await desk.studio.settle()
    assert len(desk.studio.jobs.wishes) == 200


async def test_a_row_is_painted_as_it_is_now(desk: Desk) -> None:
    """Words are measured once for each row: that must not outlive what they were measured for."""
    await desk.fill(job(S.DONE, 1))
    seen = [desk.panel.view.viewport().grab().toImage()]
    desk.studio.jobs.save(job(S.DONE, 1, starred=5))
    seen.append(desk.panel.view.viewport().grab().toImage())
    desk.studio.jobs.save(job(S.DONE, 1, starred=5, billed="0.91"))
    seen.append(desk.panel.view.viewport().grab().toImage())
    font = desk.panel.view.font()
    font.setPixelSize(font.pixelSize() + 3)
    desk.panel.view.setFont(font)
    seen.append(desk.panel.view.viewport().grab().toImage())
    assert all(one != other for place, one in enumerate(seen) for other in seen[:place])
    desk.studio.jobs.save(job(S.DONE, 1, starred=5, billed="0.91", rev=7))
    assert desk.panel.view.viewport().grab().toImage() == seen[-1]
