"""The contract with the service, held against the scripted double and against the practice service."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kling_desktop.api.client import PATH, EditService
from kling_desktop.api.download import Downloaded, Downloader, LinkExpired
from kling_desktop.api.forms import other_form, other_form_may_help
from kling_desktop.api.key_check import KeyVerdict
from kling_desktop.api.wire import Media, encode
from kling_desktop.domain.answers import (
    PollFailure,
    PollTrouble,
    PostAnswer,
    Progress,
    RequestForm,
    TaskAnswer,
)
from kling_desktop.domain.outcome import Outcome, Transport
from kling_desktop.domain.request import EditRequest, Mode, VideoInput
from kling_desktop.domain.site import Site
from tests.contract.places import KEY, PLACES, Place
from tests.support.clips import Clip, make_clip

Check = Callable[[object], None]
EDIT = EditRequest("Add snow falling to @Video1", videos=(VideoInput("/clips/a.mov"),), mode=Mode.STD)
CUT_AFTER = 30_000


@dataclass(frozen=True)
class Visit:
    """A place and our client of it."""

    place: Place
    service: EditService

    async def post(
        self, form: RequestForm = RequestForm.DOCUMENTED, request: EditRequest = EDIT
    ) -> PostAnswer:
        return await self.service.post(encode(request, Media((self.place.clip,), {}), form))

    async def done(self, task_id: str) -> tuple[TaskAnswer, list[Progress]]:
        """Follow a task to its end."""
        seen: list[Progress] = []
        while True:
            answer = await self.service.get(task_id)
            assert isinstance(answer, TaskAnswer), answer
            seen.append(answer.progress)
            if answer.progress in (Progress.COMPLETED, Progress.FAILED):
                return answer, seen
            await asyncio.sleep(0.01)

    async def link(self) -> tuple[str, str]:
        """The id of a new task and the link of its result."""
        answer = await self.post()
        return answer.task_id, (await self.done(answer.task_id))[0].videos[0]


OpenVisit = Callable[[], AbstractAsyncContextManager[Visit]]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that is within the service's limits."""
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", Clip(seconds=3.0))


@pytest.fixture(params=PLACES)
def visit(
    request: pytest.FixtureRequest, tmp_path: Path, clip: Path, check_documented: Check, check_compact: Check
) -> OpenVisit:
    """Opens each place in turn; at its end, the key must not have gone astray."""

    @contextlib.asynccontextmanager
    async def opened() -> AsyncIterator[Visit]:
        checks = {"documented": check_documented, "compact": check_compact}
        async with PLACES[request.param](tmp_path, clip, checks) as place:
            service = EditService(Site(place.address, place.address), KEY)
            yield Visit(place, service)
            await service.close()
            assert place.leaks() == []

    return opened


async def no_pause(seconds: float) -> None:
    await asyncio.sleep(0)


async def fetch(link: str, part: Path, pause: Callable[[float], Awaitable[None]] = no_pause) -> Downloaded:
    downloader = Downloader(pause)
    try:
        return await downloader.fetch(link, part, on_progress=lambda *_: None)
    finally:
        await downloader.close()


@pytest.mark.parametrize("form", RequestForm)
async def test_an_edit_from_its_body_to_its_result(
    form: RequestForm, visit: OpenVisit, tmp_path: Path
) -> None:
    async with visit() as at:
        accepted = await at.post(form)
        assert (accepted.outcome, accepted.transport) == (Outcome.ACCEPTED, Transport.ANSWERED)
        assert accepted.traceparent
        answer, seen = await at.done(accepted.task_id)
        assert seen[-1] is Progress.COMPLETED
        assert Progress.UNRECOGNISED not in seen
        assert at.place.accepted() == 1
        (link,) = answer.videos
        assert urlsplit(link).netloc != urlsplit(at.place.address).netloc
        got = await fetch(link, tmp_path / "p")
        data = await asyncio.to_thread((tmp_path / "p").read_bytes)
        assert got == Downloaded(len(data), hashlib.sha256(data).hexdigest())
        assert got.size > 0


async def test_answers_are_as_the_schema_has_them(visit: OpenVisit, check_task: Check) -> None:
    async with visit() as at, httpx.AsyncClient(trust_env=False) as raw:
        head = {"Authorization": f"Bearer {KEY}"}
        body = encode(EDIT, Media((at.place.clip,), {}), RequestForm.DOCUMENTED)
        made = (await raw.post(at.place.address + PATH, content=body, headers=head)).json()
        check_task(made)
        address = f"{at.place.address}{PATH}/{made['task_info']['id']}"
        check_task((await raw.get(address, headers=head)).json())
        await at.done(made["task_info"]["id"])
        check_task((await raw.get(address, headers=head)).json())


async def test_a_wrong_key_buys_nothing(visit: OpenVisit) -> None:
    async with visit() as at:
        stranger = Visit(at.place, EditService(Site("x", at.place.address), "another-key"))
        answer = await stranger.post()
        assert (answer.outcome, answer.status) == (Outcome.NO_TASK, 401)
        assert answer.words.detail
        polled = await stranger.service.get(str(uuid.uuid4()))
        assert isinstance(polled, PollFailure)
        assert polled.trouble is PollTrouble.KEY_REFUSED
        assert (await stranger.service.check_key()).verdict is KeyVerdict.REFUSED
        assert (await at.service.check_key()).verdict is KeyVerdict.ACCEPTED
        await stranger.service.close()
        assert at.place.accepted() == 0


async def test_an_unknown_task(visit: OpenVisit) -> None:
    async with visit() as at:
        for task_id in (str(uuid.uuid4()), "no-such-task", "a%20b"):
            answer = await at.service.get(task_id)
            assert isinstance(answer, PollFailure)
            assert (answer.trouble, answer.status) == (PollTrouble.NOT_FOUND, 404)


@pytest.mark.parametrize("body", [b'{"prompt": "x"}', b'{"prompt": "x", "clip": "https://v.example/a.mp4"}'])
async def test_a_body_of_neither_form_is_refused_with_words(body: bytes, visit: OpenVisit) -> None:
    async with visit() as at:
        answer = await at.service.post(body)
        assert answer.outcome is Outcome.NO_TASK
        assert answer.status in (400, 422)
        assert answer.words.detail
        assert at.place.accepted() == 0


@pytest.mark.parametrize("only", RequestForm)
async def test_a_site_that_takes_one_form_is_found_out(only: RequestForm, visit: OpenVisit) -> None:
    async with visit() as at:
        at.place.take_only(only.value)
        refused = await at.post(other_form(only))
        assert refused.outcome is Outcome.NO_TASK
        assert other_form_may_help(refused), refused.words
        assert (await at.post(only)).outcome is Outcome.ACCEPTED
        assert at.place.accepted() == 1


async def test_a_prompt_that_is_too_long_is_no_matter_of_form(visit: OpenVisit) -> None:
    async with visit() as at:
        at.place.take_only("documented")
        answer = await at.post(request=replace(EDIT, prompt="x" * 2501))
        assert answer.outcome is Outcome.NO_TASK
        assert at.place.accepted() == 0


@pytest.mark.parametrize(
    ("word", "values", "outcome", "made"),
    [
        ("429", {"retry_after": 7}, Outcome.NO_TASK, 0),
        ("503", {"retry_after": 7}, Outcome.NO_TASK, 0),
        ("402", {}, Outcome.NO_TASK, 0),
        ("503", {}, Outcome.UNKNOWN, 0),
        ("500", {}, Outcome.UNKNOWN, 0),
        ("502", {"accepted": True}, Outcome.UNKNOWN, 1),
        ("409", {"accepted": True}, Outcome.UNKNOWN, 1),
        ("cut", {}, Outcome.UNKNOWN, 1),
    ],
)
async def test_a_post_that_goes_wrong(
    word: str, values: dict[str, object], outcome: Outcome, made: int, visit: OpenVisit
) -> None:
    async with visit() as at:
        at.place.misbehave("post", word, **values)
        answer = await at.post()
        assert answer.outcome is outcome
        assert answer.retry_after == (7.0 if "retry_after" in values else None)
        assert at.place.accepted() == made


async def test_a_dead_link_and_a_fresh_one(visit: OpenVisit, tmp_path: Path) -> None:
    async with visit() as at:
        at.place.misbehave("links", "expired")
        task_id, link = await at.link()
        with pytest.raises(LinkExpired):
            await fetch(link, tmp_path / "p")
        fresh = (await at.done(task_id))[0].videos[0]
        assert fresh != link
        assert (await fetch(fresh, tmp_path / "p")).size > 0


@pytest.mark.parametrize("words", [("cut",), ("cut", "lying_range")], ids=" then ".join)
async def test_a_download_that_is_cut(words: tuple[str, ...], visit: OpenVisit, tmp_path: Path) -> None:
    async with visit() as at:
        _, link = await at.link()
        whole = await fetch(link, tmp_path / "whole")
        for word in words:
            at.place.misbehave("download", word, **({"after": CUT_AFTER} if word == "cut" else {}))
        pauses: list[float] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        assert await fetch(link, tmp_path / "p", pause) == whole
        assert len(pauses) == len(words)
