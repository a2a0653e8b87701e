"""The full list of tasks: search, buttons for the chosen one, dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QStyleOptionViewItem, QWidget
from shiboken6 import isValid

from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.domain.site import SANDBOX
from kling_desktop.services.progress import Progress
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.list_panel import TaskListPanel
from kling_desktop.viewmodels.chosen import ChosenTaskModel
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.tasks import TaskListModel
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import CLIP, StudioDouble, job
from tests.support.waiting import until

S = JobState
UNKNOWN = job(S.UNKNOWN, 3, submitted=1_700_000_000.0, seconds=5.0)
REFUSED = Failure(
    Notice("content_refused", {"said": "risk control"}), ErrorWords("3002", "Refused", "Failure to pass"), 200
)


OFFERED = [
    *("Show", "Save result…", "Star", "Reveal in folder", "Copy path", "Use these settings again"),
    *("Run again…", "Details…", "Export…", "Delete…"),
]


@dataclass
class Desk:
    """A list with its model, and what it asked for."""

    panel: TaskListPanel
    model: TaskListModel
    studio: StudioDouble
    shown: list[EditJob]
    handling: TaskHandling

    def choose(self, row: int) -> None:
        """Move to a row with the keyboard's means."""
        self.panel.view.setCurrentIndex(self.model.index(row))

    def buttons(self) -> list[str]:
        """What is offered for the chosen task, main thing first."""
        found = [each for each in self.panel.findChildren(QPushButton) if each.property("action")]
        return [each.text() for each in found if not each.isHidden()]


@pytest.fixture
def desk(studio: StudioDouble) -> Iterator[Desk]:
    model, pictures, commands = TaskListModel(), Pictures(), TaskCommands()
    window = QWidget()
    handling = TaskHandling(commands, window)
    chosen = ChosenTaskModel()
    panel = TaskListPanel(model, pictures, handling, chosen, window)
    panel.resize(900, 500)
    shown: list[EditJob] = []
    handling.show_wanted.connect(shown.append)
    commands.attach(studio.as_studio)
    with on_screen(window, 900, 500):
        yield Desk(panel, model, studio, shown, handling)


async def filled(desk: Desk, *jobs: EditJob) -> None:
    desk.studio.history.jobs = list(jobs)
    await desk.model.attach(desk.studio.as_studio)


async def test_empty_it_says_what_it_is_for(desk: Desk) -> None:
    await filled(desk)
    assert text_of(desk.panel, "task_list_empty_title") == "No tasks yet"
    assert text_of(desk.panel, "task_count") == "0 tasks"
    assert desk.buttons() == []


async def test_a_panel_put_up_anew_says_how_many_there_are(desk: Desk) -> None:
    # As after a change of language: the tasks were counted before.
    await filled(desk, job(S.DONE, 2), job(S.DONE, 1))
    with on_screen(
        TaskListPanel(desk.model, Pictures(), desk.handling, ChosenTaskModel()), 900, 500
    ) as panel:
        assert text_of(panel, "task_count") == "2 tasks"


async def test_names_for_assistive_technology(desk: Desk) -> None:
    assert child(desk.panel, "all_tasks", QWidget).accessibleName() == "All tasks"
    assert child(desk.panel, "search_tasks", QLineEdit).accessibleName() == "Search tasks"


async def test_search_waits_for_the_typing_to_pause(desk: Desk) -> None:
    await filled(desk, job(S.DONE, 2, "Make it rain"), job(S.DONE, 1, "Add snow"))
    assert text_of(desk.panel, "task_count") == "2 tasks"
    QTest.keyClicks(desk.panel.search, "snow")
    assert len(desk.studio.history.pages) == 1
    await until(lambda: desk.model.listing.text == "snow")
    await desk.studio.settle()
    assert text_of(desk.panel, "task_count") == "1 task"
    desk.panel.search.setText("fog")
    await until(lambda: text_of(desk.panel, "task_list_empty_title") == "Nothing found")
    await desk.studio.settle()


async def test_the_chosen_task_has_real_buttons(desk: Desk) -> None:
    await filled(desk, job(S.RUNNING, 2), job(S.DONE, 1))
    desk.choose(1)
    assert desk.buttons() == OFFERED
    press(desk.panel, "task_show")
    assert [each.id for each in desk.shown] == ["job-1"]
    desk.choose(0)
    assert desk.buttons() == ["Stop following", "Ask now", "Details…"]
    press(desk.panel, "task_ask_now")
    assert desk.studio.jobs.wishes == [("ask_now", "job-2")]


async def test_the_buttons_follow_the_state(desk: Desk) -> None:
    await filled(desk, job(S.RUNNING, 1))
    desk.choose(0)
    desk.studio.progress.show("job-1", Progress("asking", 0.5))
    assert desk.buttons() == ["Stop following", "Ask now", "Details…"]
    desk.studio.jobs.save(job(S.DONE, 1))
    assert desk.buttons() == OFFERED


async def test_the_button_painted_in_a_row_works(desk: Desk) -> None:
    await filled(desk, job(S.PREPARING, 1))
    view = desk.panel.view
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(desk.model.index(0))
    row = view.row(desk.model.index(0))
    assert row is not None
    place = view._painting.action_rect(option, row).center()
    assert view.visualRect(desk.model.index(0)).contains(place)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.studio.jobs.wishes == [("stop", "job-1")]


async def test_escape_puts_the_list_away(desk: Desk) -> None:
    closed: list[bool] = []
    desk.panel.closed.connect(lambda: closed.append(True))
    QTest.keyClick(desk.panel.view, Qt.Key.Key_Escape)
    press(desk.panel, "close_task_list")
    assert closed == [True, True]


async def test_details_hold_what_support_asks_for(desk: Desk) -> None:
    await filled(desk, job(S.FAILED, 1, task_id="t-9", traceparent="00-ab-cd-01", failure=REFUSED))
    desk.choose(0)
    press(desk.panel, "task_details")
    opened = await dialog("details")
    text = text_of(opened, "details_text")
    for part in ("t-9", "00-ab-cd-01", "3002", "Refused", "Failure to pass", "Add snow to @Video1"):
        assert part in text
    press(opened, "copy_details")
    assert QGuiApplication.clipboard().text() == text
    press(opened, "close_details")


async def test_a_content_refusal_is_followed_by_its_buttons(desk: Desk) -> None:
    secret = "Anna Example"
    told: list[str] = []
    used: list[EditJob] = []
    request = EditRequest(secret, (VideoInput(CLIP),))
    await filled(
        desk, job(S.FAILED, 1, request=request, task_id="t-9", traceparent="00-ab-cd-01", failure=REFUSED)
    )
    desk.handling.commands.told.connect(told.append)
    desk.handling.use_wanted.connect(used.append)
    desk.choose(0)
    assert text_of(desk.panel, "details_said") == (
        "Failed · Kling's content check refused this edit. Whether you pay is not published."
        " Often a real person's name, a brand or a face:"
    )
    remedies = child(desk.panel, "remedies", QWidget)
    assert [each.text() for each in remedies.findChildren(QPushButton)] == [
        "Edit wording",
        "Copy for support",
    ]
    press(desk.panel, "remedy_edit_wording")
    assert [each.id for each in used] == ["job-1"]
    press(desk.panel, "remedy_copy_support")
    await desk.studio.settle()
    copied = QGuiApplication.clipboard().text()
    for part in ("version: ", "system: ", "job: job-1", "task_id: t-9", "traceparent: 00-ab-cd-01", "3002"):
        assert part in copied
    assert secret not in copied
    assert told == ["Copied: version, system, ids and what the service said. No key, no prompt."]


async def test_the_buttons_of_a_notice_go_with_it(desk: Desk) -> None:
    await filled(desk, job(S.FAILED, 2, failure=REFUSED), job(S.DONE, 1))
    desk.choose(0)
    remedies = child(desk.panel, "remedies", QWidget)
    assert remedies.isVisible()
    desk.choose(1)
    assert not remedies.isVisible()


async def test_a_lost_answer_is_settled_with_an_id(desk: Desk) -> None:
    await filled(desk, UNKNOWN)
    desk.choose(0)
    press(desk.panel, "task_paste_id")
    asked = await dialog("text_question")
    desk.studio.jobs.fault = BadInput("task_id_unknown", task_id="nonsense")
    QTest.keyClicks(child(asked, "answer", QLineEdit), "nonsense")
    press(asked, "agree")
    await desk.studio.settle()
    assert text_of(asked, "answer_refusal").startswith("The service doesn't know a task nonsense.")
    assert asked.isVisible()
    desk.studio.jobs.fault = None
    QTest.keyClick(child(asked, "answer", QLineEdit), Qt.Key.Key_Return)
    await desk.studio.settle()
    await until(lambda: not isValid(asked))
    assert desk.studio.jobs.wishes == [("id nonsense", "job-3")]


async def test_an_answer_to_a_question_that_was_closed_is_dropped(desk: Desk) -> None:
    await filled(desk, UNKNOWN)
    told: list[str] = []
    desk.studio.desk.subscribe(lambda notice: told.append(notice.code))
    desk.choose(0)
    press(desk.panel, "task_paste_id")
    asked = await dialog("text_question")
    press(asked, "agree")
    asked.close()
    await until(lambda: not isValid(asked))
    await desk.studio.settle()
    assert told == []


async def test_opening_the_account_also_asks_for_the_id(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    await filled(desk, UNKNOWN)
    desk.choose(0)
    press(desk.panel, "task_open_account")
    (await dialog("text_question")).close()
    assert opened == ["https://www.mulerouter.ai"]


async def test_sending_again_names_risk_and_price(desk: Desk) -> None:
    await filled(desk, UNKNOWN)
    desk.choose(0)
    press(desk.panel, "task_send_again")
    asked = await dialog("confirmation")
    words = " ".join(str(label.property("text")) for label in asked.findChildren(QWidget))
    assert "It may be billed twice." in words
    assert "≈\u00a00.84 USD" in words
    press(asked, "cancel")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == []
    press(desk.panel, "task_send_again")
    press(await dialog("confirmation"), "agree")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == [("send_again", "job-3")]


async def test_sending_without_frames_says_what_it_costs(desk: Desk) -> None:
    request = EditRequest("Snow", (VideoInput(CLIP),), first_frame=ImageInput("a.png", "https://x/a.png"))
    refused = Failure(Notice("request_refused", {"said": "no frames"}), status=422)
    await filled(desk, job(S.FAILED, 1, request=request, failure=refused, seconds=5.0))
    desk.choose(0)
    press(desk.panel, "task_without_frames")
    asked = await dialog("confirmation")
    words = " ".join(str(label.property("text")) for label in asked.findChildren(QWidget))
    assert "was not charged" in words
    assert "≈\u00a00.84 USD" in words
    press(asked, "agree")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == [("send_without_frames", "job-1")]


async def test_running_again_asks_only_where_it_costs(desk: Desk) -> None:
    await filled(desk, job(S.DONE, 2), job(S.DONE, 1, site=SANDBOX))
    desk.choose(1)
    press(desk.panel, "task_run_again")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == [("run_again", "job-1")]
    desk.choose(0)
    press(desk.panel, "task_run_again")
    press(await dialog("confirmation"), "agree")
    await desk.studio.settle()
    assert desk.studio.jobs.wishes[1:] == [("run_again", "job-2")]


async def test_reveal_opens_the_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    await filled(desk, job(S.DONE, 1))
    desk.choose(0)
    press(desk.panel, "task_reveal")
    assert opened == ["/takes"]


@pytest.mark.parametrize("width", [320, 900, 1600])
async def test_rows_can_be_painted_at_any_width(desk: Desk, width: int) -> None:
    await filled(desk, job(S.FAILED, 4, failure=REFUSED), UNKNOWN, *(job(state, 9) for state in (S.DONE,)))
    desk.panel.resize(width, 400)
    blank = desk.panel.view.viewport().grab().toImage()
    desk.choose(0)
    assert desk.panel.view.viewport().grab().toImage() != blank
