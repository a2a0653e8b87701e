"""The range's model: what is marked is in the edit, in words, in the price, in the draft, and can be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling_desktop.domain.cut import Filling, LookKind, Pace, Range, SourceLook
from kling_desktop.domain.media import MediaInfo
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.range import RangeModel
from kling_desktop.viewmodels.range_state import Cut, Extent
from tests.support.ranges import BRIEF, FLAT, LONG, SHOT, opened
from tests.support.studio_double import CLIP, StudioDouble


def marked(editor: EditorModel) -> Range | None:
    source = editor.state.request.source
    assert source is not None
    return source.range


async def test_a_long_clip_has_no_range_and_says_what_to_do(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    assert marked(editor) is None
    assert editor.state.reason.startswith("Mark the part to edit: I and O")
    assert editor.state.price is None
    assert model.state.extent is None
    assert model.state.marked_words == "Mark the part to edit: I and O"


async def test_mark_here_sets_five_seconds_at_the_playhead(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.show_playhead(100)
    model.mark_here()
    assert marked(editor) == Range(100, 224)
    assert editor.state.reason == ""
    assert model.state.extent == Extent(100, 224, 12, 12)


async def test_i_and_o_mark_and_the_words_name_both_ends(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.show_playhead(100)
    model.mark_in()
    model.show_playhead(299)
    model.mark_out()
    assert marked(editor) == Range(100, 299)
    assert model.state.marked_words == "01:00:04:00 – 01:00:11:24 · 8:00 · 200 frames"
    assert model.state.handles_words == "+12/+12"


async def test_a_clip_inside_the_limit_is_taken_whole(studio: StudioDouble) -> None:
    editor, model = await opened(studio, SHOT)
    assert marked(editor) is None
    assert editor.state.reason == ""
    assert model.state.extent == Extent(0, 99)
    assert model.state.marked_words == "01:00:00:00 – 01:00:03:24 · 4:00 · 100 frames"


async def test_handles_count_in_the_price(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.mark(100, 219)
    first = editor.state.price
    model.set_handles(48)
    second = editor.state.price
    assert first is not None
    assert second is not None
    # Frame for frame at 24: 120 frames with 12, then with 48 on each side.
    assert float(second.amount / first.amount) == pytest.approx((120 + 96) / (120 + 24), rel=0.01)


async def test_what_the_cap_cuts_off_is_told(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.mark(100, 399)
    assert model.state.extent == Extent(100, 399, 0, 0, 340)
    assert "240" in editor.state.reason
    model.set_pace(Pace.REAL_TIME)
    assert model.state.extent == Extent(100, 399, 0, 0, 350)


async def test_a_brief_clip_asks_what_makes_up_for_frames(studio: StudioDouble) -> None:
    editor, model = await opened(studio, BRIEF)
    assert model.state.asks_for_filling
    assert editor.state.reason
    model.set_filling(Filling.FREEZE)
    assert editor.state.reason == ""
    assert model.state.asks_for_filling


async def test_a_brief_range_is_extended_by_the_file_and_asks_nothing(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.mark(500, 509)
    assert editor.state.reason == ""
    assert not model.state.asks_for_filling
    extent = model.state.extent
    assert extent is not None
    assert extent.before + 10 + extent.after == 72


async def test_flat_footage_asks_how_it_is_read(studio: StudioDouble) -> None:
    _, model = await opened(studio, FLAT)
    assert model.state.asks_for_look
    model.set_look(SourceLook(LookKind.REC709))
    assert not model.state.asks_for_look


async def test_a_lut_is_kept_and_a_wrong_file_refused(studio: StudioDouble) -> None:
    notices: list[str] = []
    studio.desk.subscribe(lambda notice: notices.append(notice.code))
    _, model = await opened(studio, FLAT)
    model.use_lut("/luts/readme.txt")
    await studio.settle()
    assert notices == ["lut_unreadable"]
    assert model.state.cut.treatment.look is None
    model.use_lut("/luts/LogC.cube")
    await studio.settle()
    assert model.state.cut.treatment.look == SourceLook(LookKind.LOG, "ef" * 32, "LogC.cube")


async def again(studio: StudioDouble, path: str, info: MediaInfo) -> RangeModel:
    """The model of a window that was started later, with another clip chosen in it."""
    studio.clips.add(path, info)
    editor = EditorModel()
    await editor.attach(studio.as_studio)
    model = RangeModel(editor)
    model.attach(studio.as_studio)
    editor.choose_source(path)
    await studio.settle()
    return model


LOG = SourceLook(LookKind.LOG, "ef" * 32, "LogC.cube")


async def test_the_next_clip_of_a_camera_is_read_alike_and_that_can_be_taken_back(
    studio: StudioDouble,
) -> None:
    camera = replace(FLAT, camera="Sony ILCE-7SM3")
    _, model = await opened(studio, camera)
    assert model.state.recalled_words == ""
    model.set_look(LOG)
    await studio.settle()
    assert model.state.recalled_words == ""
    later = await again(studio, "/clips/next.mp4", camera)
    assert later.state.cut.treatment.look == LOG
    assert not later.state.asks_for_look
    assert later.state.recalled_words == (
        "Read as log with LogC.cube, like the last clip from this camera and folder."
    )
    later.take_back_look()
    assert later.state.cut.treatment.look is None
    assert later.state.recalled_words == ""
    assert later.state.asks_for_look
    # Taking it back speaks of this clip; the ones after it are still read alike.
    assert (await again(studio, "/clips/third.mp4", camera)).state.cut.treatment.look == LOG


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/elsewhere/next.mp4", {}),
        ("/clips/next.mp4", {"camera": "RED"}),
        ("/clips/next.mp4", {"codec": "h264", "transfer": "bt709"}),
    ],
    ids=["another folder", "another camera", "coded otherwise"],
)
async def test_other_footage_is_not_read_so(studio: StudioDouble, path: str, changes: dict[str, str]) -> None:
    camera = replace(FLAT, camera="Sony ILCE-7SM3")
    _, model = await opened(studio, camera)
    model.set_look(LOG)
    await studio.settle()
    later = await again(studio, path, replace(camera, **changes))  # type: ignore[arg-type]
    assert later.state.cut.treatment.look is None


async def test_without_a_camera_the_folder_tells_and_a_reel_names_its_camera(studio: StudioDouble) -> None:
    _, model = await opened(studio, replace(SHOT, reel="A001C003"))
    model.set_look(SourceLook(LookKind.PQ))
    await studio.settle()
    other = await again(studio, "/clips/b.mp4", replace(SHOT, reel="B001C003"))
    assert other.state.cut.treatment.look is None
    other.set_look(SourceLook(LookKind.HLG))
    await studio.settle()
    same = await again(studio, "/clips/a2.mp4", replace(SHOT, reel="A002C001"))
    assert same.state.recalled_words == "Read as HDR, PQ, like the last clip from this camera and folder."
    same.set_look(None)
    await studio.settle()
    assert (
        await again(studio, "/clips/a3.mp4", replace(SHOT, reel="A002C002"))
    ).state.cut.treatment.look is None


async def test_undo_takes_a_recalled_look_back_too(studio: StudioDouble) -> None:
    _, model = await opened(studio, FLAT)
    model.set_look(LOG)
    await studio.settle()
    later = await again(studio, "/clips/next.mp4", FLAT)
    assert later.state.recalled_words == "Read as log with LogC.cube, like the last clip from this folder."
    later.undo()
    assert later.state.cut.treatment.look is None
    assert later.state.recalled_words == ""


async def test_each_change_is_in_the_draft(studio: StudioDouble) -> None:
    _, model = await opened(studio, LONG)
    model.mark(100, 219)
    model.set_sends_sound(False)
    source = studio.drafts.kept[-1].request.source
    assert source is not None
    assert source.range == Range(100, 219)
    assert not source.treatment.sends_sound


async def test_undo_and_redo_go_step_by_step(studio: StudioDouble) -> None:
    _, model = await opened(studio, LONG)
    model.mark(100, 219)
    model.set_handles(0)
    model.undo()
    assert model.state.cut.treatment.handles == 12
    model.undo()
    assert model.state.cut == Cut()
    model.undo()
    assert model.state.cut == Cut()
    model.redo()
    assert model.state.marked == Range(100, 219)
    model.clear()
    model.redo()
    assert model.state.marked is None


async def test_a_drag_is_one_step(studio: StudioDouble) -> None:
    _, model = await opened(studio, LONG)
    model.mark(100, 219)
    model.hold()
    for frame in range(101, 120):
        model.draw_in(frame)
    model.release()
    assert model.state.marked == Range(119, 219)
    model.undo()
    assert model.state.marked == Range(100, 219)


async def test_another_clip_begins_anew_and_the_first_one_is_remembered(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.mark(100, 219)
    studio.clips.add("/clips/other.mov", LONG)
    editor.choose_source("/clips/other.mov")
    await studio.settle()
    model.undo()
    assert marked(editor) is None
    editor.choose_source(CLIP)
    await studio.settle()
    assert marked(editor) == Range(100, 219)


async def test_a_file_that_became_shorter_cuts_the_range(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    model.mark(60, 219)
    studio.clips.add(CLIP, SHOT)
    editor.choose_source(CLIP)
    await studio.settle()
    assert marked(editor) == Range(60, 99)


async def test_a_link_and_no_clip_show_nothing(studio: StudioDouble) -> None:
    editor, model = await opened(studio, LONG)
    editor.choose_source("https://example.org/a.mp4")
    assert model.state.info is None
    model.mark_here()
    editor.remove_source()
    assert model.state.location == ""


DEEDS = st.one_of(
    st.tuples(st.just("show_playhead"), st.integers(0, 1200)),
    st.tuples(st.sampled_from(["draw_in", "draw_out", "move_to", "set_handles"]), st.integers(-20, 1200)),
    st.tuples(st.sampled_from(["mark_in", "mark_out", "mark_here", "clear", "undo", "redo"]), st.none()),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(deeds=st.lists(DEEDS, max_size=15))
def test_whatever_is_done_the_range_lies_in_the_clip(
    qapp: object, deeds: list[tuple[str, int | None]]
) -> None:
    model = _loose(EditorModel())
    for name, value in deeds:
        deed = getattr(model, name)
        deed() if value is None else deed(value)
        state = model.state
        assert state.marked is None or 0 <= state.marked.first <= state.marked.last < state.frames
        assert state.plan is not None
        assert state.plan.first - state.plan.before >= 0
        assert state.plan.last + state.plan.after < state.frames
        assert state.plan.refusal is not None or 3.0 <= state.plan.seconds <= 10.05


def _loose(editor: EditorModel) -> RangeModel:
    """A range model whose editor has a clip without any engine."""
    editor.choose_source(CLIP)
    editor._show_facts(CLIP, LONG)
    return RangeModel(editor)
