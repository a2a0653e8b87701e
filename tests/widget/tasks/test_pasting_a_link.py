"""A task that waits for the link to its clip: the file as a tile, and the pasted link."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from kling_desktop.domain.errors import BadInput, Doubtful
from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.progress import NOTHING
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.widgets.file_tile import FileTile
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import StudioDouble, job
from tests.support.waiting import until

WANTED = Notice("paste_link", {"name": "A.mp4", "path": "/clips/A.mp4", "sha256": "ab", "bytes": 23_900_000})


ROW = TaskRow(job(JobState.PREPARING, held=WANTED), NOTHING)


def _handling(studio: StudioDouble, window: QWidget) -> TaskHandling:
    commands = TaskCommands()
    commands.attach(studio.as_studio)
    return TaskHandling(commands, window)


def _is_cut(asked: QWidget) -> bool:
    """Whether a text does not have the room that it takes."""
    texts = [each for each in asked.findChildren(QLabel) if each.isVisible() and each.wordWrap()]
    assert texts
    return any(each.height() < each.heightForWidth(each.width()) for each in texts)


async def test_the_file_is_a_tile_and_the_link_is_passed_on(studio: StudioDouble) -> None:
    assert ROW.actions()[:2] == (TaskAction.PASTE_LINK, TaskAction.WITHDRAW)
    assert "upload it and paste its link" in ROW.remark(0)
    assert (ROW.state, ROW.need) == ("Needs you", "Needs you: paste link")
    with on_screen(QWidget()) as window:
        _handling(studio, window).do_main(ROW)
        asked = await dialog("text_question")
        assert asked.focusWidget() is child(asked, "answer", QLineEdit)
        tile = child(asked, "prepared_file", FileTile)
        assert [url.toLocalFile() for url in tile.mime_data().urls()] == [str(Path("/clips/A.mp4"))]
        assert child(asked, "prepared_file_reveal", QPushButton).isVisible()
        studio.jobs.fault = BadInput("link_is_page", host="h.example")
        child(asked, "answer", QLineEdit).setText("https://h.example/page")
        press(asked, "agree")
        await studio.settle()
        assert "leads to a page at h.example" in text_of(asked, "answer_refusal")
        studio.jobs.fault = BadInput("link_no_direct_form", service="WeTransfer")
        press(asked, "agree")
        await studio.settle()
        await until(lambda: not _is_cut(asked), seconds=5)
        studio.jobs.fault = None
        child(asked, "answer", QLineEdit).setText("https://h.example/A.mp4")
        press(asked, "agree")
        await studio.settle()
    assert studio.jobs.wishes == [("link https://h.example/A.mp4", ROW.job.id)]


async def test_a_doubtful_link_is_taken_by_who_is_sure(studio: StudioDouble) -> None:
    studio.jobs.doubt = Doubtful("link_refused_here", host="h.example", status=404)
    with on_screen(QWidget()) as window:
        _handling(studio, window).do_main(ROW)
        asked = await dialog("text_question")
        field, agree = child(asked, "answer", QLineEdit), child(asked, "agree", QPushButton)
        field.setText("https://h.example/A.mp4")
        press(asked, "agree")
        assert (agree.text(), agree.isEnabled()) == ("Looking at the link…", False)
        await studio.settle()
        assert "h.example answered 404" in text_of(asked, "answer_refusal")
        assert (agree.text(), agree.isEnabled()) == ("Use it all the same", True)
        field.setText("https://h.example/B.mp4")
        assert agree.text() == "Use this link"
        press(asked, "agree")
        field.setText("https://h.example/C.mp4")
        await studio.settle()
        assert agree.text() == "Use this link", "this one was not looked at"
        field.setText("https://h.example/B.mp4")
        assert studio.jobs.wishes == []
        press(asked, "agree")
        await studio.settle()
    assert studio.jobs.wishes == [("link https://h.example/B.mp4", ROW.job.id)]


async def test_an_answer_that_comes_after_the_question_was_closed_is_nobodys(studio: StudioDouble) -> None:
    studio.jobs.doubt = Doubtful("link_refused_here", host="h.example", status=404)
    with on_screen(QWidget()) as window:
        _handling(studio, window).do_main(ROW)
        asked = await dialog("text_question")
        child(asked, "answer", QLineEdit).setText("https://h.example/A.mp4")
        press(asked, "agree")
        press(asked, "cancel")
        await studio.settle()
    assert studio.jobs.wishes == []
