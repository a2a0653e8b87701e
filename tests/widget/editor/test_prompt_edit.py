"""The prompt field: plain text, references offered while typing, keys and input methods."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kling_desktop.ui.editor.prompt_edit import PromptEdit
from tests.support.prompting import TOKENS, compose, prompt_field


@pytest.fixture
def field(qapp: QApplication) -> Iterator[PromptEdit]:
    with prompt_field() as made:
        yield made


def offered(field: PromptEdit) -> list[str]:
    return (
        [field.offers.item(row).text().split()[0] for row in range(field.offers.count())]
        if field.is_offering()
        else []
    )


def test_an_at_sign_offers_what_exists(field: PromptEdit) -> None:
    QTest.keyClicks(field, "Add snow to @")
    assert offered(field) == list(TOKENS)
    QTest.keyClicks(field, "i")
    assert offered(field) == ["@Image1", "@Image2"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_key_takes_the_chosen_one(field: PromptEdit, key: Qt.Key) -> None:
    QTest.keyClicks(field, "Like @im")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, key)
    assert field.toPlainText() == "Like @Image2 "
    assert not field.is_offering()
    assert field.hasFocus()


def test_up_goes_round_to_the_last(field: PromptEdit) -> None:
    QTest.keyClicks(field, "@")
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "@Image2 "


def test_escape_closes_and_typing_goes_on(field: PromptEdit) -> None:
    QTest.keyClicks(field, "@v")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.is_offering()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "@v\n"


def test_the_mouse_takes_one_too(field: PromptEdit) -> None:
    QTest.keyClicks(field, "@")
    row = field.offers.visualItemRect(field.offers.item(1)).center()
    QTest.mouseClick(field.offers.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert field.toPlainText() == "@Image1 "


def test_the_wide_sign_of_chinese_keyboards_offers_too(field: PromptEdit) -> None:
    compose(field, "", "让＠")
    assert offered(field) == list(TOKENS)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "让@Video1 "


def test_nothing_opens_while_an_input_method_composes(field: PromptEdit) -> None:
    compose(field, "@v")
    assert not field.is_offering()
    compose(field, "", "@v")
    assert offered(field) == ["@Video1"]


@pytest.mark.parametrize("text", ["mail me at a @ b", "@Video1", "@nothing", "@ "])
def test_nothing_is_offered_where_nothing_fits(field: PromptEdit, text: str) -> None:
    QTest.keyClicks(field, text)
    assert not field.is_offering()


def test_without_references_there_is_no_list(field: PromptEdit) -> None:
    field.show_references(())
    QTest.keyClicks(field, "@")
    assert not field.is_offering()


def test_the_list_goes_with_the_focus(field: PromptEdit) -> None:
    QTest.keyClicks(field, "@")
    field.window().findChildren(QLineEdit)[0].setFocus()
    assert not field.is_offering()


def test_tab_leaves_the_field(field: PromptEdit) -> None:
    QTest.keyClicks(field, "Add snow")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()
    assert field.toPlainText() == "Add snow"


def test_the_text_is_plain_and_whole(field: PromptEdit) -> None:
    texts: list[str] = []
    field.edited.connect(texts.append)
    QTest.keyClicks(field, "Add snow to @Video1")
    field.grab()
    assert field.toPlainText() == texts[-1] == "Add snow to @Video1"


@pytest.mark.parametrize(
    ("text", "place", "result"),
    [
        ("", 0, "@Video1 "),
        ("Add snow to", 11, "Add snow to @Video1 "),
        ("Add snow to ", 12, "Add snow to @Video1 "),
        ("snow rain", 4, "snow @Video1 rain"),
        ("😀snow", 2, "😀 @Video1 snow"),
    ],
)
def test_an_inserted_reference_touches_no_word(field: PromptEdit, text: str, place: int, result: str) -> None:
    field.show_text(text)
    cursor = field.textCursor()
    cursor.setPosition(place)
    field.setTextCursor(cursor)
    field.insert_reference("@Video1")
    assert field.toPlainText() == result
    assert field.hasFocus()


def test_the_same_text_again_keeps_cursor_and_undo(field: PromptEdit) -> None:
    QTest.keyClicks(field, "snow")
    field.moveCursor(field.textCursor().MoveOperation.Start)
    field.show_text("snow")
    assert field.textCursor().position() == 0
    field.undo()
    assert field.toPlainText() == ""


def test_a_copied_file_goes_to_the_source_and_words_into_the_text(field: PromptEdit, tmp_path: Path) -> None:
    pasted: list[str] = []
    field.location_pasted.connect(pasted.append)
    files, words = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "a b.mp4"))])
    words.setText("https://example.com is a link")
    for data in (files, words):
        assert field.canInsertFromMimeData(data)
        field.insertFromMimeData(data)
    assert pasted == [str(tmp_path / "a b.mp4")]
    assert field.toPlainText() == "https://example.com is a link"


def test_a_chip_is_painted_behind_a_reference(field: PromptEdit) -> None:
    def pixels() -> bytes:
        return bytes(field.grab().toImage().bits())

    field.show_text("@Video1")
    known = pixels()
    field.show_references(())
    assert pixels() != known


def test_the_list_stays_on_the_screen(field: PromptEdit) -> None:
    QTest.keyClicks(field, "@")
    screen = QGuiApplication.primaryScreen().availableGeometry()
    field.offers.place(screen.bottomRight())
    assert screen.contains(field.offers.geometry().adjusted(0, 0, 0, -1))
    field.offers.place(QPoint(screen.left() + 20, screen.top() + 20))
    assert field.offers.y() > screen.top() + 20
