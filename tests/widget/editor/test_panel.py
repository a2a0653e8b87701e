"""The editor panel tied to its model: what it shows, what it passes on, names, focus and keys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox, QWidget

from kling_desktop.domain.composing import rearranged
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import AspectRatio, EditRequest, ImageInput, Mode, VideoInput
from kling_desktop.ui.editor.exact_edit import ExactEdit
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.ui.widgets.labels import ElidedLabel
from kling_desktop.ui.widgets.scrolled import Scrolled
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import BUNNY, CLIP, StudioDouble
from tests.support.waiting import until

SNOW = "Add snow to @Video1"
HAT = ImageInput("hat.png")


@pytest.fixture
def model(qapp: QApplication) -> EditorModel:
    return EditorModel()


@pytest.fixture
def pictures(qapp: QApplication) -> Pictures:
    return Pictures()


@pytest.fixture
def panel(model: EditorModel, pictures: Pictures) -> Iterator[EditorPanel]:
    with on_screen(EditorPanel(model, pictures, MaterialsModel(model)), 348, 600) as panel:
        yield panel


async def attached(model: EditorModel, pictures: Pictures, studio: StudioDouble, source: str = CLIP) -> None:
    pictures.attach(studio.as_studio)
    await model.attach(studio.as_studio)
    model.set_prompt(SNOW)
    if source:
        model.choose_source(source)
    await studio.settle()


def generate(panel: EditorPanel) -> QPushButton:
    return child(panel, "generate", QPushButton)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("source_videos", "Source videos"),
        ("add_video", "Add video…"),
        ("prompt", "Prompt"),
        ("negative_prompt", "Negative prompt"),
        ("reference_images", "Reference images"),
        ("add_image", "Add image…"),
        ("elements", "Elements"),
        ("add_element", "Add element…"),
        ("first_frame", "First frame"),
        ("last_frame", "Last frame"),
        ("mode", "Mode"),
        ("aspect_ratio", "Aspect ratio"),
        ("keep_original_sound", "Keep original sound"),
        ("takes", "Takes"),
        ("generate", "Generate"),
    ],
)
def test_every_control_is_named_or_labelled(panel: EditorPanel, name: str, label: str) -> None:
    widget = child(panel, name, QWidget)
    buddies = [each.text() for each in panel.findChildren(QLabel) if each.buddy() is widget]
    named = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    assert label in (*buddies, named)


async def test_the_field_is_what_is_sent(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    field = child(panel, "prompt", PromptEdit)
    assert field.toPlainText() == SNOW
    QTest.keyClicks(field, "!")
    assert model.state.request.prompt == SNOW + "!"
    spoken = QAccessible.queryAccessibleInterface(field).textInterface()
    assert spoken.text(0, spoken.characterCount()) == SNOW + "!"


@pytest.mark.parametrize(
    ("length", "counter", "tone", "hint"),
    [
        (34, "34/2500", "small", ""),
        (2499, "2499/2500", "warning", "1 character left"),
        (2502, "2502/2500", "danger", "2 characters too many"),
    ],
)
def test_the_counter_warns_before_the_limit_and_cuts_nothing(
    panel: EditorPanel, model: EditorModel, length: int, counter: str, tone: str, hint: str
) -> None:
    child(panel, "prompt", PromptEdit).setPlainText("雪" * length)
    label = child(panel, "prompt_counter", QLabel)
    assert (label.text(), label.property("tone")) == (counter, tone)
    assert text_of(panel, "prompt_hint") == hint
    assert child(panel, "prompt", PromptEdit).property("fault") is (length > 2500)
    assert len(model.state.request.prompt) == length


async def test_hints_below_the_prompt(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    assert text_of(panel, "prompt_hint") == ""
    model.set_prompt("Turn it into a painting")
    assert "can't imitate" in text_of(panel, "prompt_hint")
    model.set_prompt("snow like @Image3")
    assert text_of(panel, "prompt_hint") == ""
    assert text_of(panel, "finding_1") == "@Image3 is not there"


async def test_a_button_inserts_the_reference(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio, source="")
    assert not child(panel, "insert_video1", QPushButton).isEnabled()
    model.choose_source(CLIP)
    model.set_prompt("Add snow to")
    press(panel, "insert_video1")
    assert model.state.request.prompt == "Add snow to @Video1 "
    await studio.settle()


async def test_the_clip_with_its_facts(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    assert text_of(panel, "source_name") == "bunny.mp4"
    facts = text_of(panel, "source_facts").replace("\N{NO-BREAK SPACE}", " ")
    assert facts == "5.3 s · 127 frames · 1280×720 · 24 fps · H.264 · AAC · 2.9 MB"
    assert studio.clips.stills == [CLIP]


async def test_while_it_is_read(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio, source="")
    assert not child(panel, "source_name", QWidget).isVisible()
    studio.clips.gate = asyncio.Event()
    model.choose_source(CLIP)
    assert child(panel, "source_busy", QWidget).isVisible()
    assert text_of(panel, "generate_reason") == "Reading the clip…"
    studio.clips.gate.set()
    await studio.settle()
    assert not child(panel, "source_busy", QWidget).isVisible()


async def test_what_is_wrong_stands_at_the_clip(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    studio.clips.add(
        "/clips/uhd.mov",
        BUNNY,
        Notice("video_size", {"width": 3840, "height": 2160}),
        Notice("video_bytes", {"megabytes": 900}),
    )
    await attached(model, pictures, studio, source="/clips/uhd.mov")
    said = text_of(panel, "source_notice_text")
    assert [line[:12] for line in said.splitlines()] == ["• The pictur", "• The clip i"]
    assert "3840×2160" in said
    assert "900 MB" in said
    model.choose_source("/clips/none.mp4")
    await studio.settle()
    assert text_of(panel, "source_notice_text").startswith("none.mp4 is not there.")
    model.choose_source("ftp://example.com/a.mp4")
    await studio.settle()
    assert model.state.request.source is not None
    assert model.state.request.source.location == "/clips/none.mp4"
    model.choose_source(CLIP)
    await studio.settle()
    assert text_of(panel, "source_notice_text") == ""


async def test_pasting_replacing_and_removing_from_the_keyboard(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio, source="")
    picker = child(panel, "source_videos", QWidget)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(CLIP)])
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(picker, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert model.state.request.source is not None
    assert model.state.request.source.location == CLIP
    QGuiApplication.clipboard().setText("https://example.com/b.mp4")
    press(panel, "paste_link_source")
    assert model.state.request.source.location == "https://example.com/b.mp4"
    assert "its length is not known" in text_of(panel, "source_facts")
    QTest.keyClick(picker, Qt.Key.Key_Delete)
    assert model.state.request.source is None
    await studio.settle()


async def test_the_cross_removes_the_clip(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    press(panel, "remove_video")
    assert model.state.source is None
    assert text_of(panel, "generate_reason").startswith("No clip is chosen.")


def test_settings_reach_the_model(panel: EditorPanel, model: EditorModel) -> None:
    mode, ratio = child(panel, "mode", QComboBox), child(panel, "aspect_ratio", QComboBox)
    QTest.keyClick(mode, Qt.Key.Key_Up)
    QTest.keyClick(ratio, Qt.Key.Key_Down)
    child(panel, "keep_original_sound", QCheckBox).click()
    child(panel, "takes", QSpinBox).setValue(3)
    request = model.state.request
    assert (request.mode, request.aspect_ratio, request.keep_sound) == (Mode.STD, AspectRatio.WIDE, False)
    assert model.state.takes == 3


@pytest.mark.parametrize("name", ["mode", "aspect_ratio", "takes"])
def test_the_wheel_passes_over_fields(panel: EditorPanel, model: EditorModel, name: str) -> None:
    before = model.state
    widget = child(panel, name, QWidget)
    middle = QPointF(widget.rect().center())
    wheel = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, wheel)
    assert model.state == before


async def test_a_silent_clip_has_no_sound_to_keep(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    studio.clips.add("/clips/silent.mp4", replace(BUNNY, has_sound=False))
    await attached(model, pictures, studio, source="/clips/silent.mp4")
    box = child(panel, "keep_original_sound", QCheckBox)
    assert (box.isEnabled(), box.isChecked()) == (False, False)
    assert text_of(panel, "sound_reason") == "The clip has no sound."
    model.choose_source(CLIP)
    await studio.settle()
    assert (box.isEnabled(), box.isChecked()) == (True, True)


async def test_the_price_live_and_in_practice(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    assert (text_of(panel, "price"), text_of(panel, "price_basis")) == ("5.3 s", "free")
    assert text_of(panel, "practice_badge") == "PRACTICE"
    studio.account.use_practice(False)
    model.set_takes(2)
    assert text_of(panel, "price") == "2 × 5.3 s ≈ 1.78 USD"
    assert text_of(panel, "price_basis") == "other providers' rate"
    assert text_of(panel, "practice_badge") == ""


async def test_a_click_on_generate_sends_and_takes_no_focus(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    field = child(panel, "prompt", PromptEdit)
    field.setFocus()
    begun: list[bool] = []
    panel.generated.connect(lambda: begun.append(True))
    press(panel, "generate")
    assert begun == [True]
    assert field.hasFocus()
    assert not generate(panel).isEnabled()
    QTest.keyClick(panel.window().focusWidget(), Qt.Key.Key_Space)
    await studio.settle()
    assert len(studio.jobs.started) == 1
    assert generate(panel).isEnabled()


async def test_control_and_enter_send_from_the_prompt(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    field = child(panel, "prompt", PromptEdit)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await studio.settle()
    assert [request.prompt for request, _ in studio.jobs.started] == [SNOW]


async def test_what_keeps_it_from_being_sent_stands_below_the_button(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    assert text_of(panel, "generate_reason") == "Opening your journal…"
    await attached(model, pictures, studio, source="")
    begun: list[bool] = []
    panel.generated.connect(lambda: begun.append(True))
    assert not generate(panel).isEnabled()
    assert generate(panel).accessibleDescription().startswith("No clip is chosen.")
    QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await studio.settle()
    assert (begun, studio.jobs.started) == ([], [])


async def test_the_same_edit_again_asks_and_enter_does_not_buy(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    press(panel, "generate")
    await studio.settle()
    press(panel, "generate")
    asked = await dialog("confirmation")
    QTest.keyClick(asked, Qt.Key.Key_Return)
    await studio.settle()
    assert len(studio.jobs.started) == 1
    press(panel, "generate")
    press(await dialog("confirmation"), "agree")
    await studio.settle()
    assert len(studio.jobs.started) == 2


async def test_a_refused_edit_is_said_and_kept(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    studio.jobs.fault = BadInput("file_missing", name="bunny.mp4")
    press(panel, "generate")
    await studio.settle()
    assert text_of(panel, "source_notice_text").startswith("bunny.mp4 is not there.")
    assert child(panel, "prompt", PromptEdit).toPlainText() == SNOW


@pytest.mark.parametrize(
    ("length", "counter", "tone", "hint", "remark"),
    [
        (4, "4/2500", "small", "", "😀😀😀😀"),
        (2300, "2300/2500", "warning", "200 characters left", "200 characters left · 😀"),
        (2501, "2501/2500", "danger", "1 character too many", "1 character too many · 😀"),
    ],
)
def test_the_negative_prompt_has_its_own_counter_and_warnings(
    panel: EditorPanel, model: EditorModel, length: int, counter: str, tone: str, hint: str, remark: str
) -> None:
    field = child(panel, "negative_prompt", ExactEdit)
    width = panel.minimumSizeHint().width()
    field.setPlainText("😀" * length)
    folded = panel.findChildren(ElidedLabel)
    assert any(label.isVisible() and label.text().startswith(remark) for label in folded)
    assert panel.minimumSizeHint().width() == width
    press(panel, "negative_prompt_section")
    label = child(panel, "negative_prompt_counter", QLabel)
    assert (label.text(), label.property("tone")) == (counter, tone)
    assert text_of(panel, "negative_prompt_hint") == hint
    assert field.property("fault") is (length > 2500)
    assert len(model.state.request.negative_prompt) == length
    assert child(panel, "prompt", PromptEdit).property("fault") is False


def advice_in(panel: EditorPanel) -> list[str]:
    lines = (text_of(panel, f"finding_{number}") for number in (1, 2, 3))
    return [line for line in lines if line]


def test_advice_stands_below_the_prompt_the_gravest_first(panel: EditorPanel, model: EditorModel) -> None:
    field = child(panel, "prompt", PromptEdit)
    request = EditRequest("", (VideoInput("https://host.example/a.mp4"),), (HAT, ImageInput("b.png")))
    model._change(request=request)
    assert advice_in(panel) == ["@Image1 is not mentioned", "@Image2 is not mentioned"]
    QTest.keyClicks(field, "[what] on @Image9 like <<<image_1>>>")
    assert advice_in(panel) == [
        "@Image9 is not there", "“<<<image_1>>>” is not a reference", "Fill in [what]",
    ]  # fmt: skip
    assert text_of(panel, "findings_more") == "and 2 more"
    whole = child(panel, "finding_1", QLabel).toolTip()
    assert whole.startswith("@Image9 stands for no image of this edit.")
    use, remove = (child(panel, f"fix_1_{number}", QPushButton) for number in (1, 2))
    assert (use.text(), use.accessibleName()) == ("Use @Image2", "Use @Image2 instead of @Image9")
    assert (remove.text(), remove.accessibleName()) == ("Remove", "Remove @Image9")


def test_fixes_mend_the_prompt_as_steps_that_can_be_undone(panel: EditorPanel, model: EditorModel) -> None:
    field = child(panel, "prompt", PromptEdit)
    request = EditRequest("", (VideoInput("https://host.example/a.mp4"),), (HAT,))
    model._change(request=request)
    field.setFocus()
    QTest.keyClicks(field, "on @Image9 and <<<image_2>>> x")
    texts = [field.text()]
    for fix in ("fix_1_2", "fix_1_1", "fix_1_2", "fix_1_1"):
        press(panel, fix)
        texts.append(field.text())
        assert model.state.request.prompt == field.text()
        assert field.hasFocus()
    assert texts == [
        "on @Image9 and <<<image_2>>> x",
        "on and <<<image_2>>> x",
        "on and @Image2 x",
        "on and x",
        "on and x @Image1",
    ]
    assert advice_in(panel) == []
    for text in reversed(texts[:-1]):
        field.undo()
        assert model.state.request.prompt == field.text() == text


def test_after_a_fix_by_the_keyboard_one_can_type_on(panel: EditorPanel, model: EditorModel) -> None:
    field = child(panel, "prompt", PromptEdit)
    model.set_prompt("<<<video_1>>>")
    button = child(panel, "fix_1_1", QPushButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert field.text() == "@Video1"
    assert field.hasFocus()


def test_undoing_a_reordering_in_the_field_takes_the_media_along(
    panel: EditorPanel, model: EditorModel
) -> None:
    field = child(panel, "prompt", PromptEdit)
    before = EditRequest("@Image1 on @Image2", (), (HAT, ImageInput("b.png")))
    model._change(request=before)
    model._change(request=rearranged(before, ReferenceKind.IMAGE, (1,)))
    assert field.text() == "@Image2 on @Image1"
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), model.state.request) == (before.prompt, before)
    QTest.keyClick(
        field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert (field.text(), len(model.state.request.images)) == ("@Image2 on @Image1", 1)


def test_the_negative_prompt_is_folded_and_says_what_it_holds(panel: EditorPanel, model: EditorModel) -> None:
    model.set_negative_prompt("rain")
    field = child(panel, "negative_prompt", ExactEdit)
    assert not field.isVisible()
    press(panel, "negative_prompt_section")
    assert field.isVisible()
    assert field.toPlainText() == "rain"
    QTest.keyClicks(field, ", wind")
    assert model.state.request.negative_prompt == "rain, wind"


async def test_the_dialog_for_a_clip(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio, source="")
    press(panel, "add_video")
    opened = await dialog("choose_video")
    opened.filesSelected.emit([CLIP])  # type: ignore[attr-defined]
    opened.close()
    await studio.settle()
    assert model.state.source is not None
    assert model.state.source.info == BUNNY


def test_generate_is_in_sight_when_there_is_little_room(panel: EditorPanel) -> None:
    panel.resize(300, 260)
    QApplication.processEvents()
    button = generate(panel)
    assert panel.rect().contains(button.rect().translated(button.mapTo(panel, QPoint())))


async def test_two_or_more_takes_name_their_total_on_the_button(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    assert generate(panel).text() == "Generate"
    model.set_takes(3)
    assert generate(panel).text() == "Generate 3 takes"
    studio.account.use_practice(False)
    assert generate(panel).text() == "Generate 3 takes ≈ 2.67"
    assert child(panel, "enter_rate", QPushButton).isVisible()
    studio.account.use_practice(True)
    assert not child(panel, "enter_rate", QPushButton).isVisible()


async def test_the_source_says_which_limits_it_meets(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    studio.clips.add("/clips/long.mkv", replace(BUNNY, seconds=12.5, container="mkv", width=640))
    await attached(model, pictures, studio, "/clips/long.mkv")
    assert "3 not met: it will be prepared" in [label.text() for label in panel.findChildren(QLabel)]
    press(panel, "source_limits_section")
    said = [text_of(panel, f"source_limit_{number}") for number in range(1, 6)]
    assert said == [
        "Length: 12.5 s · not met (3 to 10 s)",
        "Size: 640×720 · not met (720 to 2160 pixels a side)",
        "Frame rate: 24 · met (24 to 60 fps)",
        "File: mkv · not met (mp4 or mov)",
        "Bytes: 2.9 MB · met (200 MB at most)",
    ]
    model.remove_source()
    assert not child(panel, "source_limits_section", QPushButton).isVisible()


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (None, "The result has the shape of the source."),
        (AspectRatio.WIDE, "The source fills the frame that is asked for."),
        (
            AspectRatio.TALL,
            "The source does not fill this frame: Kling decides what comes above and below it.",
        ),
    ],
)
async def test_the_shape_says_how_the_source_sits_in_it(
    panel: EditorPanel,
    model: EditorModel,
    pictures: Pictures,
    studio: StudioDouble,
    ratio: AspectRatio | None,
    words: str,
) -> None:
    await attached(model, pictures, studio)
    model.set_aspect_ratio(ratio)
    assert child(panel, "aspect_ratio", QComboBox).accessibleDescription() == words


async def test_the_menu_beside_generate_says_what_a_test_costs_and_sends_it(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    bar, test = panel.send_bar, panel.findChild(QAction, "test_prompt")
    assert isinstance(test, QAction)
    bar.menu_opening.emit()
    assert (test.text(), test.isEnabled()) == ("Test the prompt", False)
    await attached(model, pictures, studio)
    bar.menu_opening.emit()
    assert (test.text(), test.isEnabled()) == ("Test the prompt (3.0 s, Standard)", True)
    test.trigger()
    await studio.settle()
    assert [request.mode for request, _ in studio.jobs.started] == [Mode.STD]


async def test_the_menu_beside_generate_is_opened_by_assistive_tools(panel: EditorPanel) -> None:
    more = child(panel, "more_ways_to_send", QPushButton)
    spoken = QAccessible.queryAccessibleInterface(more)
    assert spoken.text(QAccessible.Text.Name) == "More ways to send"
    actions = spoken.actionInterface()
    assert {"ShowMenu", "SetFocus"} <= set(actions.actionNames())
    actions.doAction("ShowMenu")
    menu = QApplication.activePopupWidget()
    assert menu is more.menu()
    menu.close()


@pytest.mark.parametrize("name", ["frames_section", "more_section"])
async def test_what_is_unfolded_below_the_edge_comes_into_view(panel: EditorPanel, name: str) -> None:
    header = child(panel, name, QPushButton)
    section = header.parentWidget()
    area = panel.findChild(Scrolled)
    assert area is not None
    form = area.widget()
    assert section is not None
    assert form is not None
    # At the lower edge, where only the header is to be seen.
    area.verticalScrollBar().setValue(header.mapTo(form, QPoint()).y() - area.viewport().height() + 30)
    before = area.verticalScrollBar().value()
    press(panel, name)

    def is_shown() -> bool:
        top = section.mapTo(area.viewport(), QPoint()).y()
        return top >= 0 and top + section.height() <= area.viewport().height()

    await until(lambda: area.verticalScrollBar().value() > before and is_shown())
    # Folding leaves the rest where it is.
    press(panel, name)
    assert header.isVisible()


async def test_the_picture_of_a_clip_that_was_written_anew_is_read_anew(
    panel: EditorPanel, model: EditorModel, pictures: Pictures, studio: StudioDouble
) -> None:
    await attached(model, pictures, studio)
    model.set_prompt("typed")
    assert studio.clips.stills == [CLIP]
    studio.clips.add(CLIP, replace(BUNNY, frames=96, seconds=4.0))
    studio.jobs.fault = BadInput("draft_source_changed", name="bunny.mp4")
    model.generate()
    await studio.settle()
    assert studio.clips.stills == [CLIP, CLIP]
    assert "has changed" in text_of(panel, "source_notice_text")


def test_what_a_high_window_leaves_over_is_below_the_last_section(panel: EditorPanel) -> None:
    panel.resize(348, 1200)
    QApplication.processEvents()
    foot, source = child(panel, "prompt_counter", QWidget), child(panel, "source_videos", QWidget)
    below = source.mapTo(panel, QPoint()).y() - foot.mapTo(panel, QPoint()).y() - foot.height()
    assert below < 40
