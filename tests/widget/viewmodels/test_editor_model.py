"""The edit being set up: draft, source, price, why it can't be sent, and sending it once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from kling_desktop.domain.composing import rearranged
from kling_desktop.domain.cut import Range
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.project import Project
from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import AspectRatio, EditRequest, ImageInput, Mode, VideoInput
from kling_desktop.viewmodels.editor import SAME_EDIT_SECONDS, EditorModel
from tests.support.studio_double import BUNNY, CLIP, StudioDouble
from tests.support.waiting import until

SNOW = "Add snow to @Video1"
HAT, SKY = ImageInput("hat.png", sha256="a" * 64), ImageInput("sky.png", sha256="b" * 64)


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def model(qapp: object, watch: Watch) -> EditorModel:
    return EditorModel(watch)


async def attached(model: EditorModel, studio: StudioDouble, prompt: str = SNOW, source: str = CLIP) -> None:
    await model.attach(studio.as_studio)
    await studio.settle()
    model.set_prompt(prompt)
    if source:
        model.choose_source(source)
    await studio.settle()


async def test_before_the_engine_is_there_one_can_type_but_not_send(model: EditorModel) -> None:
    model.set_prompt(SNOW)
    assert model.state.request.prompt == SNOW
    assert model.state.reason == "Opening your journal…"
    model.generate()
    assert not model.state.is_sending


async def test_a_complete_edit_can_be_sent(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    assert model.state.reason == ""
    sent: list[object] = []
    model.sent.connect(sent.append)
    model.generate()
    assert model.state.is_sending
    await studio.settle()
    assert not model.state.is_sending
    assert [request.prompt for request, _ in studio.jobs.started] == [SNOW]
    assert len(sent) == 1


async def test_the_sent_edit_names_the_file_as_it_was_looked_at(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio)
    model.generate()
    await studio.settle()
    (request, _), *_ = studio.jobs.started
    assert request.source == VideoInput(CLIP, fingerprint=studio.clips.known[CLIP].fingerprint)


async def test_while_it_is_being_written_to_disk_nothing_else_is_sent(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio)
    studio.jobs.gate = asyncio.Event()
    model.generate()
    model.set_prompt("Add snow and rain to @Video1")
    model.generate()
    assert model.state.reason == "Writing the task to disk…"
    studio.jobs.gate.set()
    await studio.settle()
    assert len(studio.jobs.started) == 1


async def test_the_same_edit_again_asks_for_half_a_minute(
    model: EditorModel, studio: StudioDouble, watch: Watch
) -> None:
    await attached(model, studio)
    questions: list[bool] = []
    model.repeat_questioned.connect(lambda: questions.append(True))
    model.generate()
    await studio.settle()
    watch.time += SAME_EDIT_SECONDS - 0.1
    model.generate()
    await studio.settle()
    assert questions == [True]
    assert len(studio.jobs.started) == 1
    model.generate(is_meant_again=True)
    await studio.settle()
    assert len(studio.jobs.started) == 2


async def test_later_or_changed_it_does_not_ask(
    model: EditorModel, studio: StudioDouble, watch: Watch
) -> None:
    await attached(model, studio)
    questions: list[bool] = []
    model.repeat_questioned.connect(lambda: questions.append(True))
    model.generate()
    await studio.settle()
    model.set_takes(2)
    model.generate()
    await studio.settle()
    watch.time += SAME_EDIT_SECONDS
    model.generate()
    await studio.settle()
    assert questions == []
    assert len(studio.jobs.started) == 3


async def test_while_the_window_closes_nothing_is_sent(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    model.close()
    model.generate()
    await studio.settle()
    assert (model.state.reason, studio.jobs.started) == ("Closing…", [])


async def test_a_refusal_is_shown_and_nothing_is_lost(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    studio.jobs.fault = BadInput("source_missing")
    model.generate()
    await studio.settle()
    assert model.state.refusal == Notice("source_missing", {})
    assert model.state.request.prompt == SNOW
    model.set_prompt(SNOW + "!")
    assert model.state.refusal is None


@pytest.mark.parametrize(
    ("prompt", "source", "reason"),
    [
        (SNOW, "", "No clip is chosen."),
        ("", "", "No clip is chosen."),
        ("  \n", CLIP, "The prompt is empty."),
        ("x" * 2501, CLIP, "The prompt has 2501 characters"),
        (SNOW, "/clips/none.mp4", "none.mp4 is not there."),
    ],
)
async def test_why_it_cannot_be_sent(
    model: EditorModel, studio: StudioDouble, prompt: str, source: str, reason: str
) -> None:
    await attached(model, studio, prompt, source)
    assert reason in model.state.reason
    model.generate()
    await studio.settle()
    assert studio.jobs.started == []
    assert model.state.request.prompt == prompt


async def test_a_clip_beyond_the_limits_cannot_be_sent(model: EditorModel, studio: StudioDouble) -> None:
    studio.clips.add("/clips/long.mp4", BUNNY, Notice("video_length", {"seconds": "12.00"}))
    await attached(model, studio, source="/clips/long.mp4")
    assert "12.00 s long" in model.state.reason


async def test_while_the_clip_is_read_it_says_so(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio, source="")
    studio.clips.gate = asyncio.Event()
    model.choose_source(CLIP)
    assert model.state.reason == "Reading the clip…"
    studio.clips.gate.set()
    await studio.settle()
    assert model.state.source is not None
    assert model.state.source.info == BUNNY


async def test_a_look_that_comes_too_late_changes_nothing(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio, source="")
    studio.clips.gate = asyncio.Event()
    model.choose_source(CLIP)
    await asyncio.sleep(0)
    model.choose_source("https://example.com/a%20b.mp4")
    studio.clips.gate.set()
    await studio.settle()
    assert model.state.source is not None
    assert (model.state.source.name, model.state.source.info) == ("a b.mp4", None)


async def test_text_that_is_no_clip_leaves_the_source_as_it_was(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio)
    model.choose_source("ftp://example.com/a.mp4")
    assert model.state.refusal is not None
    assert model.state.refusal.code == "link_not_http"
    assert model.state.request.source is not None
    assert model.state.request.source.location == CLIP


async def test_removing_the_source_keeps_the_prompt(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    model.remove_source()
    assert model.state.source is None
    assert model.state.request == EditRequest(SNOW)


async def test_the_price_follows_length_mode_and_takes(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    assert model.state.price is not None
    assert (model.state.price.amount, model.state.price.is_own) == (Decimal("0.89"), False)
    model.set_mode(Mode.STD)
    model.set_takes(3)
    assert model.state.price.amount == Decimal("2.00")


@pytest.mark.parametrize(("wanted", "taken"), [(0, 1), (4, 4), (9, 4)])
async def test_takes_stay_between_1_and_4(model: EditorModel, wanted: int, taken: int) -> None:
    model.set_takes(wanted)
    assert model.state.takes == taken


async def test_everything_set_up_is_kept_as_the_draft(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    model.set_negative_prompt("rain")
    model.set_mode(Mode.STD)
    model.set_aspect_ratio(AspectRatio.SQUARE)
    model.set_keep_sound(False)
    model.set_takes(2)
    video = VideoInput(CLIP, fingerprint=studio.clips.known[CLIP].fingerprint)
    assert studio.drafts.kept[-1] == Draft(
        EditRequest(
            SNOW,
            (video,),
            negative_prompt="rain",
            mode=Mode.STD,
            aspect_ratio=AspectRatio.SQUARE,
            keep_sound=False,
        ),
        2,
    )


async def test_the_draft_is_shown_again(model: EditorModel, studio: StudioDouble) -> None:
    studio.drafts.draft = Draft(EditRequest(SNOW, (VideoInput(CLIP),), negative_prompt="rain"), 3)
    await model.attach(studio.as_studio)
    await studio.settle()
    assert (model.state.request.prompt, model.state.request.negative_prompt) == (SNOW, "rain")
    assert model.state.takes == 3
    assert model.state.source is not None
    assert model.state.source.info == BUNNY


async def test_what_was_typed_before_the_draft_was_there_is_kept_too(
    model: EditorModel, studio: StudioDouble
) -> None:
    studio.drafts.draft = Draft(EditRequest("the draft"))
    model.set_prompt("typed early")
    await model.attach(studio.as_studio)
    await studio.settle()
    assert model.state.request.prompt == "typed early\nthe draft"


async def test_a_draft_shown_ahead_of_the_engine_is_not_shown_twice(
    model: EditorModel, studio: StudioDouble
) -> None:
    studio.drafts.draft = Draft(EditRequest(SNOW, (VideoInput(CLIP),)))
    model.restore(studio.drafts.draft)
    assert model.state.source is not None
    assert model.state.source.is_looking
    model.set_prompt("changed meanwhile")
    await model.attach(studio.as_studio)
    await studio.settle()
    assert model.state.request.prompt == "changed meanwhile"
    assert model.state.source.info == BUNNY


async def test_what_happened_to_the_drafts_clip_is_told_once(
    model: EditorModel, studio: StudioDouble
) -> None:
    studio.drafts.draft = Draft(EditRequest(SNOW))
    changed, gone = Notice("draft_source_changed", {"name": "a"}), Notice("draft_source_gone", {"name": "b"})
    studio.drafts.notices = (changed, gone)
    told: list[Notice] = []
    studio.desk.subscribe(told.append)
    await model.attach(studio.as_studio)
    await studio.settle()
    assert told == [changed]


async def test_practice_mode_says_what_it_cannot_imitate(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio, "Turn it into a painting")
    assert not model.state.is_imitated
    model.set_prompt(SNOW)
    assert model.state.is_imitated
    studio.account.use_practice(False)
    model.set_prompt("Turn it into a painting")
    assert model.state.is_imitated


async def test_live_it_follows_the_account_and_wants_a_link(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio)
    studio.account.problem = Notice("key_missing", {"account": "MuleRouter"})
    studio.account.use_practice(False)
    assert model.state.reason == "No key for MuleRouter is set."
    studio.account.problem = None
    studio.account.use_practice(False)
    assert model.state.reason == ""
    studio.routes.problem = Notice("route_missing")
    studio.routes.changed.announce(None)
    assert "it takes only links" in model.state.reason
    assert model.state.needs_link_setup
    studio.projects.save(Project("Client A", is_private=True))
    assert model.state.reason.startswith("No clip of Client A may become a public link.")
    assert not model.state.needs_link_setup, "no way would help"
    studio.projects.choose("")
    assert model.state.needs_link_setup
    model.choose_source("https://example.com/a.mp4")
    assert model.state.reason == ""


@pytest.mark.parametrize(
    ("length", "kind"),
    [(0, None), (2249, None), (2250, "near_limit"), (2500, "near_limit"), (2501, "over_limit")],
)
@pytest.mark.parametrize("is_negative", [False, True])
def test_the_length_counts_code_points(
    model: EditorModel, length: int, kind: str | None, is_negative: bool
) -> None:
    (model.set_negative_prompt if is_negative else model.set_prompt)("😀" * length)
    finding = model.state.length_finding(is_negative)
    assert (finding and finding.kind) == kind
    assert model.state.length_finding(not is_negative) is None
    assert model.state.advice == ()


def test_references_that_exist_and_those_that_do_not(model: EditorModel) -> None:
    model.set_prompt("@Video1 like @Image2")
    assert [each.notice.values["token"] for each in model.state.advice] == ["@Video1", "@Image2"]
    model._change(request=replace(model.state.request, videos=(VideoInput(CLIP),)))
    assert model.state.references == ("@Video1",)
    assert [card.name for card in model.state.cards] == ["bunny.mp4"]
    assert [each.notice.values["token"] for each in model.state.advice] == ["@Image2"]


def test_a_fix_mends_the_prompt_and_is_kept(model: EditorModel) -> None:
    model._change(request=EditRequest("Snow on @Image4 @视频1", (VideoInput(CLIP),), (HAT, SKY)))
    (dangling, foreign, *_) = model.state.advice
    model.mend(dangling.fixes[0])
    assert model.state.request.prompt == "Snow on @Image2 @视频1"
    (foreign, unused) = model.state.advice
    model.mend(foreign.fixes[0])
    assert model.state.request.prompt == "Snow on @Image2 @Video1"
    (unused,) = model.state.advice
    model.mend(unused.fixes[0])
    assert model.state.request.prompt == "Snow on @Image2 @Video1 @Image1"
    assert model.state.advice == ()


def test_undoing_a_renumbering_takes_the_media_along(model: EditorModel) -> None:
    model._change(request=EditRequest("@Image1 on @Image2", (VideoInput(CLIP),), (HAT, SKY)))
    before = model.state.request
    model._change(request=rearranged(before, ReferenceKind.IMAGE, (1, 0)))
    assert model.state.request.prompt == "@Image2 on @Image1"
    model.retrace_prompt("@Image1 on @Image2")
    assert model.state.request == before
    model.retrace_prompt("@Image2 on @Image1")
    assert model.state.request.images == (SKY, HAT)
    # The same text typed anew is no undoing.
    model.set_prompt("@Image1 on @Image2")
    assert model.state.request.images == (SKY, HAT)


async def test_undoing_a_change_of_the_clip_looks_at_the_one_before(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio)
    before = model.state.request
    model._change(request=EditRequest("Another", (VideoInput("/clips/none.mp4"),)))
    model.retrace_prompt(before.prompt)
    await studio.settle()
    assert model.state.request == before
    assert model.state.source
    assert model.state.source.info == BUNNY


async def test_a_large_clip_can_be_sent_before_it_was_read_through(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio, source="")
    studio.clips.gate = asyncio.Event()
    studio.clips.add("/clips/large.mp4")
    model.choose_source("/clips/large.mp4")
    await until(lambda: model.state.plan is not None)
    assert model.state.reason == ""
    questions: list[bool] = []
    model.repeat_questioned.connect(lambda: questions.append(True))
    model.generate()
    await until(lambda: len(studio.jobs.started) == 1 and not model.state.is_sending)
    studio.clips.gate.set()
    await studio.settle()
    assert model.state.request.source is not None
    assert model.state.request.source.fingerprint == studio.clips.known["/clips/large.mp4"].fingerprint
    model.generate()
    assert questions == [True]


async def test_the_look_at_a_clip_ends_when_another_is_chosen(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio, source="")
    ended: list[str] = []
    gate = asyncio.Event()

    async def look(location: str, _known: object = None) -> object:
        try:
            await gate.wait()
        except asyncio.CancelledError:
            ended.append(location)
            raise
        return studio.clips.known[location]

    studio.clips.look = look  # type: ignore[assignment, method-assign]
    studio.clips.add("/clips/other.mp4")
    studio.clips.add("/clips/slow.mp4")
    model.choose_source("/clips/slow.mp4")
    await asyncio.sleep(0)
    model.choose_source("/clips/other.mp4")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert ended == ["/clips/slow.mp4"]
    gate.set()
    await studio.settle()
    assert model.state.source is not None
    assert model.state.source.info == BUNNY
    gate.clear()
    model.choose_source("/clips/slow.mp4")
    await asyncio.sleep(0)
    model.remove_source()
    await studio.settle()
    assert ended == ["/clips/slow.mp4", "/clips/slow.mp4"]
    assert model.state.source is None


async def test_a_prompt_is_tested_on_its_first_seconds_and_the_edit_stays(
    model: EditorModel, studio: StudioDouble
) -> None:
    await attached(model, studio)
    model.set_takes(2)
    edit = model.state.request
    assert edit.mode is Mode.PRO
    offered = model.trial_price
    assert offered is not None
    seconds, price = offered
    assert seconds == pytest.approx(3)
    assert price.amount < model.state.price.amount / 2  # type: ignore[union-attr]
    model.test_prompt()
    await studio.settle()
    [(sent, takes)] = studio.jobs.started
    assert (sent.mode, takes) == (Mode.STD, 1)
    assert sent.videos[0].range == Range(0, 71)
    assert (model.state.request.mode, model.state.takes) == (Mode.PRO, 2)
    assert model.state.request.videos[0].range is None


async def test_nothing_can_be_tested_that_could_not_be_sent(model: EditorModel, studio: StudioDouble) -> None:
    await attached(model, studio, prompt="")
    assert model.trial_price is None
    model.test_prompt()
    await studio.settle()
    assert studio.jobs.started == []
