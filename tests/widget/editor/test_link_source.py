"""A link as the source, in the window: its facts, what is worth a word, and fetching its clip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton

from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.services.link_sources import LinkedClip
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.link_source import LinkSourceModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.panels import child, on_screen, press, text_of
from tests.support.studio_double import BUNNY, CLIP, StudioDouble
from tests.support.waiting import until

LINK = "https://h.example/A001.mp4"
LONG = replace(BUNNY, width=3840, height=2160, frames=960, seconds=40.0, size=84_000_000)


@pytest.fixture
def model(qapp: QApplication) -> EditorModel:
    return EditorModel()


@pytest.fixture
def panel(model: EditorModel) -> Iterator[EditorPanel]:
    link = LinkSourceModel(model, model)
    with on_screen(EditorPanel(model, Pictures(), MaterialsModel(model)), 348, 700) as panel:
        panel.fetch_wanted.connect(link.fetch)
        panel.fetch_unwanted.connect(link.stop)
        panel.setProperty("link", link)
        yield panel


async def attached(panel: EditorPanel, model: EditorModel, studio: StudioDouble, clip: LinkedClip) -> None:
    studio.link_sources.known[LINK] = clip
    studio.link_sources.looking.clear()
    panel.property("link").attach(studio.as_studio)
    await model.attach(studio.as_studio)
    model.set_prompt("Add snow")
    model.choose_source(LINK)
    await until(lambda: text_of(panel, "source_facts") == "Checking the link…")
    assert not child(panel, "generate", QPushButton).isEnabled()
    studio.link_sources.looking.set()
    await studio.settle()


async def test_facts_and_price_of_a_link_are_shown(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    await attached(panel, model, studio, LinkedClip(LINK, info=BUNNY))
    assert "1280×720" in text_of(panel, "source_facts")
    assert child(panel, "generate", QPushButton).isEnabled()
    assert model.state.plan is None
    assert model.state.price is not None
    studio.account.use_practice(False)
    assert text_of(panel, "price").startswith("5.3 s ≈ ")
    assert text_of(panel, "source_notice_text") == ""


async def test_what_cannot_be_seen_from_here_is_a_word_and_no_stop(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    warning = Notice("link_refused_here", {"host": "h.example", "status": 403})
    await attached(panel, model, studio, LinkedClip(LINK, warning=warning))
    assert "h.example answered 403" in text_of(panel, "source_notice_text")
    assert "not known" in text_of(panel, "source_facts")
    assert child(panel, "generate", QPushButton).isEnabled()


async def test_practice_mode_reaches_private_addresses(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    await attached(panel, model, studio, LinkedClip(LINK, warning=Notice("link_private", {"host": "nas"})))
    assert text_of(panel, "source_notice_text") == ""
    studio.account.use_practice(False)
    assert "nas can be reached" in text_of(panel, "source_notice_text")


async def test_a_page_is_refused(panel: EditorPanel, model: EditorModel, studio: StudioDouble) -> None:
    studio.link_sources.fault = BadInput("link_is_page", host="h.example")
    await attached(panel, model, studio, LinkedClip(LINK))
    assert "leads to a page" in text_of(panel, "source_notice_text")
    assert not child(panel, "generate", QPushButton).isEnabled()


async def test_a_share_page_is_rewritten_or_said_to_have_no_direct_form(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    await attached(panel, model, studio, LinkedClip(LINK))
    model.choose_source("https://www.dropbox.com/scl/fi/k/a.mp4?rlkey=r&dl=0")
    assert model.state.request.source is not None
    assert model.state.request.source.location.endswith("a.mp4?rlkey=r&dl=1")
    await studio.settle()
    model.choose_source("https://we.tl/t-abc")
    assert "WeTransfer shows its files on a page only" in text_of(panel, "source_notice_text")
    assert "dropbox" in model.state.request.source.location


async def test_a_clip_outside_the_limits_is_fetched_and_is_a_file_then(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    await attached(panel, model, studio, LinkedClip(LINK, info=LONG))
    words = text_of(panel, "source_notice_text")
    assert "fetch it first" in text_of(panel, "generate_reason")
    assert "84.0 MB" in words
    assert "Mark the part to edit" in words
    studio.link_sources.came = (21_000_000, 84_000_000)
    press(panel, "source_notice_action")
    await until(lambda: "21.0 MB of 84.0 MB" in text_of(panel, "source_notice_text"))
    assert child(panel, "source_busy", QProgressBar).value() == 250
    assert child(panel, "source_notice_action", QPushButton).text() == "Stop"
    studio.link_sources.gate.set()
    await studio.settle()
    assert studio.link_sources.fetched == [LINK]
    assert model.state.source is not None
    assert (model.state.source.location, model.state.source.info) == (CLIP, BUNNY)


async def test_fetching_can_be_stopped_and_tried_again(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    await attached(panel, model, studio, LinkedClip(LINK, info=LONG))
    press(panel, "source_notice_action")
    assert child(panel, "source_notice_action", QPushButton).text() == "Stop"
    press(panel, "source_notice_action")
    await studio.settle()
    assert child(panel, "source_notice_action", QPushButton).text() == "Fetch it and prepare it"
    studio.link_sources.fault = WorldFailed("fetch_cut", host="h.example")
    studio.link_sources.gate.set()
    press(panel, "source_notice_action")
    await studio.settle()
    assert "broke off" in text_of(panel, "source_notice_text")
    assert child(panel, "source_notice_action", QPushButton).text() == "Fetch again"
    assert model.state.source is not None
    assert model.state.source.location == LINK


async def test_another_source_ends_the_fetching(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    await attached(panel, model, studio, LinkedClip(LINK, info=LONG))
    press(panel, "source_notice_action")
    model.choose_source(CLIP)
    await studio.settle()
    assert studio.link_sources.fetched == []
    assert model.state.source is not None
    assert model.state.source.info == BUNNY


async def test_the_same_link_again_is_looked_at_again(
    panel: EditorPanel, model: EditorModel, studio: StudioDouble
) -> None:
    away = Notice("link_unreachable", {"host": "h.example", "reason": "ConnectError"})
    await attached(panel, model, studio, LinkedClip(LINK, warning=away))
    studio.link_sources.known[LINK] = LinkedClip(LINK, info=BUNNY)
    model.choose_source(LINK)
    await studio.settle()
    assert model.state.source is not None
    assert model.state.source.info == BUNNY
