"""Chips in the prompt field: one sign each for cursor, selection, deletion and undo, plain text for all else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kling_desktop.domain.composing import rearranged
from kling_desktop.domain.lint import lint
from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import EditRequest
from kling_desktop.ui.editor.chip_card import ChipCard
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.prompting import (
    CARDS,
    CTRL,
    EDIT,
    HAT,
    SHIFT,
    compose,
    ends,
    point_of,
    press_keys,
    prompt_field,
    put_cursor,
)
from tests.support.studio_double import Picture

Key = Qt.Key
TEXT = "on @Image1 and"  # the chip stands from 3 to 10


@pytest.fixture
def field(qapp: QApplication) -> Iterator[PromptEdit]:
    with prompt_field() as made:
        yield made


def paste(field: PromptEdit, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    field.insertFromMimeData(data)


def spoken(field: PromptEdit) -> str:
    text = QAccessible.queryAccessibleInterface(field).textInterface()
    return str(text.text(0, text.characterCount()))


# ---- moving and selecting


@pytest.mark.parametrize(
    ("start", "key", "held", "expected"),
    [
        (3, Key.Key_Right, None, (10, 10)),
        (10, Key.Key_Left, None, (3, 3)),
        (3, Key.Key_Right, SHIFT, (3, 10)),
        (10, Key.Key_Left, SHIFT, (10, 3)),
        (3, Key.Key_Right, CTRL, (10, 10)),
        (10, Key.Key_Left, CTRL, (3, 3)),
        (11, Key.Key_Left, CTRL | SHIFT, (11, 3)),
        (0, Key.Key_Right, None, (1, 1)),
    ],
)
def test_keys_go_over_a_chip_in_one_step(
    field: PromptEdit, start: int, key: Key, held: Qt.KeyboardModifier | None, expected: tuple[int, int]
) -> None:
    field.show_text(TEXT)
    put_cursor(field, start)
    press_keys(field, key, held=held or Qt.KeyboardModifier.NoModifier)
    assert ends(field) == expected


def test_up_and_down_land_beside_a_chip(field: PromptEdit) -> None:
    field.show_text(f"{TEXT}\nabcdefghijklmn")
    for place in range(len(TEXT) + 1, len(TEXT) + 15):
        put_cursor(field, place)
        press_keys(field, Key.Key_Up)
        assert not 3 < field.textCursor().position() < 10


def test_a_click_lands_beside_a_chip_and_a_double_click_takes_it_whole(field: PromptEdit) -> None:
    field.show_text(TEXT)
    for place, edge in ((4, 3), (8, 10)):
        QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=point_of(field, place))
        assert ends(field) == (edge, edge)
    for place in (3, 5, 9):
        QTest.mouseDClick(field.viewport(), Qt.MouseButton.LeftButton, pos=point_of(field, place))
        assert ends(field) == (3, 10)
        put_cursor(field, 0)
    QTest.mouseDClick(field.viewport(), Qt.MouseButton.LeftButton, pos=point_of(field, 12))
    assert field.textCursor().selectedText() == "and"


@pytest.mark.parametrize(
    ("start", "stop", "expected"), [(1, 8, (1, 10)), (1, 4, (1, 3)), (12, 5, (12, 3)), (12, 9, (12, 10))]
)
def test_dragging_takes_chips_whole(
    field: PromptEdit, start: int, stop: int, expected: tuple[int, int]
) -> None:
    field.show_text(TEXT)
    view, left = field.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=point_of(field, start) - QPoint(2, 0))
    QTest.mouseMove(view, point_of(field, stop))
    QTest.mouseMove(view, point_of(field, stop) + QPoint(1, 0))
    QTest.mouseRelease(view, left, pos=point_of(field, stop) + QPoint(1, 0))
    assert ends(field) == expected


# ---- deleting


@pytest.mark.parametrize(
    ("start", "key", "held", "expected"),
    [
        (10, Key.Key_Backspace, None, "on  and"),
        (3, Key.Key_Delete, None, "on  and"),
        (11, Key.Key_Backspace, None, "on @Image1and"),
        (11, Key.Key_Backspace, CTRL, "on and"),
        (10, Key.Key_Backspace, CTRL, "on  and"),
        (3, Key.Key_Delete, CTRL, "on  and"),
    ],
)
def test_a_chip_is_deleted_as_one_and_comes_back_as_one(
    field: PromptEdit, start: int, key: Key, held: Qt.KeyboardModifier | None, expected: str
) -> None:
    field.show_text(TEXT)
    put_cursor(field, start)
    press_keys(field, key, held=held or Qt.KeyboardModifier.NoModifier)
    assert field.text() == expected
    field.undo()
    assert field.text() == TEXT
    field.redo()
    assert field.text() == expected


def test_deleting_ends_at_the_ends_of_the_text(field: PromptEdit) -> None:
    field.show_text("@Image1")
    put_cursor(field, 0)
    press_keys(field, Key.Key_Backspace)
    put_cursor(field, 7)
    press_keys(field, Key.Key_Delete)
    assert field.text() == "@Image1"


# ---- becoming a chip


def test_a_typed_token_becomes_a_chip_with_the_cursor_behind_it(field: PromptEdit) -> None:
    field.show_text("Image1 red")
    put_cursor(field, 0)
    QTest.keyClicks(field, "@")
    press_keys(field, Key.Key_Escape)
    assert [chip.reference.token for chip in field.chips().all] == ["@Image1"]
    assert ends(field) == (7, 7)
    press_keys(field, Key.Key_Left)
    assert ends(field) == (0, 0)


def test_a_token_set_from_outside_becomes_a_chip(field: PromptEdit) -> None:
    texts: list[str] = []
    field.edited.connect(texts.append)
    accessible = QAccessible.queryAccessibleInterface(field)
    accessible.editableTextInterface().insertText(0, "like @Image2 ")
    assert [chip.reference.token for chip in field.chips().all] == ["@Image2"]
    assert field.text() == texts[-1] == spoken(field) == "like @Image2 "
    accessible.textInterface().setCursorPosition(8)
    assert ends(field) == (5, 5)


def test_composing_beside_a_chip_leaves_it_whole(field: PromptEdit) -> None:
    field.show_text(TEXT)
    put_cursor(field, 10)
    compose(field, "xue")
    assert not field.is_offering()
    field.grab()
    compose(field, "", "雪")
    assert field.text() == "on @Image1雪 and"
    press_keys(field, Key.Key_Left, Key.Key_Left)
    assert ends(field) == (3, 3)


def test_composing_an_at_sign_offers_nothing_until_it_is_there(field: PromptEdit) -> None:
    compose(field, "@图")
    assert not field.is_offering()
    compose(field, "", "@图")
    assert field.is_offering()
    press_keys(field, Key.Key_Down, Key.Key_Return)
    assert field.text() == "@Image2 "
    field.undo()
    assert field.text() == "@图"


def test_a_name_finds_its_reference(field: PromptEdit) -> None:
    QTest.keyClicks(field, "under a @sky")
    press_keys(field, Key.Key_Tab)
    assert field.text() == "under a @Image2 "


# ---- the text is what is sent


def test_pasted_spellings_become_chips_in_one_step(field: PromptEdit) -> None:
    QTest.keyClicks(field, "x")
    paste(field, "把<<<video_1>>>换成@图片1, <<<element_1>>>")
    assert field.text() == "x把@Video1换成@Image1, @Element1"
    QTest.keyClicks(field, "y")
    field.undo()
    assert field.text() == "x把@Video1换成@Image1, @Element1"
    field.undo()
    assert field.text() == "x"
    field.redo()
    assert field.text() == "x把@Video1换成@Image1, @Element1"


def test_a_pasted_token_is_not_grown_by_a_digit_behind_it(field: PromptEdit) -> None:
    field.show_text("2 hats")
    put_cursor(field, 0)
    paste(field, "<<<video_1>>>")
    assert field.text() == "@Video1 2 hats"


def test_clipboard_speech_and_wire_have_the_same_text(field: PromptEdit) -> None:
    text = "把 @Image1\N{NO-BREAK SPACE}😀\nthen\t@Video1"
    paste(field, text)
    press_keys(field, Key.Key_Return, held=SHIFT)
    QTest.keyClicks(field, "end")
    assert field.text() == spoken(field) == f"{text}\nend"
    field.selectAll()
    field.copy()
    assert QGuiApplication.clipboard().text() == f"{text}\nend"
    field.cut()
    assert field.text() == ""
    field.paste()
    assert field.text() == f"{text}\nend"


def test_without_a_selection_nothing_is_cut(field: PromptEdit) -> None:
    QGuiApplication.clipboard().setText("before")
    field.show_text(TEXT)
    put_cursor(field, 3, 10)
    field.cut()
    assert QGuiApplication.clipboard().text() == "@Image1"
    assert field.text() == "on  and"


# ---- changes from the model


def test_renumbering_is_a_step_of_its_own_that_keeps_the_cursor(field: PromptEdit) -> None:
    edited: list[str] = []
    retraced: list[str] = []
    field.show_text("@Image1 on ")
    field.edited.connect(edited.append)
    field.retraced.connect(retraced.append)
    put_cursor(field, 11)
    QTest.keyClicks(field, "@Image2")
    moved = rearranged(EditRequest(field.text(), EDIT.videos, EDIT.images), ReferenceKind.IMAGE, (1, 0))
    for place in (0, 7, 9, 18):
        put_cursor(field, place)
        field.show_text(moved.prompt)
        assert field.text() == "@Image2 on @Image1"
        assert ends(field) == (place, place)
        field.undo()
        assert field.text() == retraced[-1] == "@Image1 on @Image2"
    field.redo()
    assert field.text() == retraced[-1] == "@Image2 on @Image1"
    field.undo()
    field.undo()
    assert field.text() == retraced[-1] == "@Image1 on "
    assert len(edited) == 7 + 4


def test_the_first_text_is_nothing_to_undo(field: PromptEdit) -> None:
    field.show_text("from the draft")
    field.undo()
    assert field.text() == "from the draft"
    field.show_text("")
    field.undo()
    assert field.text() == "from the draft"


STEPS = st.one_of(
    st.sampled_from(("@Image1", "@Video1 ", "雪", "😀", "x", "2", "<<<image_2>>>")),
    st.sampled_from(
        (Key.Key_Left, Key.Key_Right, Key.Key_Backspace, Key.Key_Delete, Key.Key_Home, Key.Key_End)
    ).map(lambda key: (key,)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14), st.booleans())
def test_whatever_is_done_field_signal_and_speech_agree_and_undo_is_whole(
    field: PromptEdit, steps: list[str | tuple[Key]], is_shifted: bool
) -> None:
    field.clear()
    field.document().clearUndoRedoStacks()
    sent = [""]
    field.edited.connect(sent.append)
    for step in steps:
        if isinstance(step, str):
            paste(field, step)
        else:
            press_keys(
                field,
                *step,
                held=SHIFT if is_shifted and "Key_Ho" in str(step) else Qt.KeyboardModifier.NoModifier,
            )
        assert field.text() == sent[-1] == spoken(field)
        assert all(field.chips().around(place) is None for place in ends(field))
    field.edited.disconnect(sent.append)
    last = field.text()
    while field.document().isUndoAvailable():
        field.undo()
        assert all(field.chips().around(place) is None for place in ends(field))
    assert field.text() == ""
    while field.document().isRedoAvailable():
        field.redo()
    assert field.text() == last


# ---- what a chip stands for


def hover(field: PromptEdit, point: QPoint) -> None:
    QApplication.sendEvent(
        field.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, field.viewport().mapToGlobal(point))
    )


def test_the_mouse_is_shown_what_a_chip_stands_for(field: PromptEdit) -> None:
    field.show_text(f"{TEXT} @Image7")
    card = field.card
    hover(field, point_of(field, 0))
    assert not card.isVisible()
    hover(field, point_of(field, 5))
    assert card.isVisible()
    assert "hat.png" in words_of(card)
    QTest.mouseMove(field.viewport(), point_of(field, 12))
    assert not card.isVisible()
    hover(field, point_of(field, 17))
    assert "This edit has no such image." in words_of(card)
    QTest.keyClicks(field, "x")
    assert not card.isVisible()


def words_of(card: ChipCard) -> list[str]:
    labels = (card._token, card._name, card._fault)
    return [label.text() for label in labels if label.isVisible()]


def test_the_keyboard_is_told_and_shown_it_too(field: PromptEdit) -> None:
    field.show_text(TEXT)
    card = field.card
    put_cursor(field, 0)
    assert field.accessibleDescription() == ""
    press_keys(field, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert field.accessibleDescription() == "@Image1: hat.png"
    field._rest.timeout.emit()
    assert card.isVisible()
    press_keys(field, Key.Key_Right)
    assert not card.isVisible()
    press_keys(field, Key.Key_Left)
    assert field._rest.isActive()
    QTest.keyClicks(field, "x")
    assert not field._rest.isActive()
    press_keys(field, Key.Key_Backspace)
    field.show_references(CARDS[:1])
    assert field.accessibleDescription() == "@Image1: This edit has no such image."
    press_keys(field, Key.Key_End)
    assert field.accessibleDescription() == ""


def test_faulty_and_known_chips_look_different_and_findings_are_underlined(field: PromptEdit) -> None:
    field.show_text("😀 @Image7 <<<video_1>>>")
    plain = pixels_of(field)
    findings = lint(EditRequest(field.text(), EDIT.videos, EDIT.images))
    field.show_findings(findings)
    assert pixels_of(field) != plain
    marked = [selection.cursor.selectedText() for selection in field.extraSelections()]
    assert marked == ["<<<video_1>>>"]
    field.show_findings(())
    assert pixels_of(field) == plain


def test_a_picture_that_arrives_later_is_shown_in_card_and_list(field: PromptEdit) -> None:
    pictures = field.window().findChild(Pictures)
    assert pictures
    field.show_text(TEXT)
    card, offers = field.card, field.offers
    hover(field, point_of(field, 5))
    QTest.keyClicks(field, " @")
    before = (pixels_of(card), pixels_of(offers))
    pictures._kept[HAT.sha256] = Picture()  # type: ignore[assignment]
    pictures.arrived.emit(HAT.sha256)
    assert pixels_of(card) != before[0]
    assert pixels_of(offers) != before[1]


def pixels_of(widget: QWidget) -> bytes:
    return bytes(widget.grab().toImage().bits())
