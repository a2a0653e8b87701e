"""Each thing that the stand-in can be told to do wrong, seen from the other side of the wire."""

from __future__ import annotations

import time

import httpx
import pytest

from kling_desktop.sandbox.server import SandboxServer
from tests.unit.sandbox.conftest import COPY, OpenSite, Site, inline, png

VIDEO = [{"video_url": "http://127.0.0.1:9/none.mp4"}]


async def _post(site: Site) -> httpx.Response:
    return await site.post(prompt="x", video_list=VIDEO)


def _accepted(server: SandboxServer) -> list[object]:
    return [post["task_id"] for post in server.record()["posts"] if post["task_id"]]  # type: ignore[index]


@pytest.mark.parametrize(
    "status", [400, 401, 402, 403, 404, 408, 409, 413, 422, 423, 429, 451, 500, 502, 503, 504]
)
async def test_a_status_before_acceptance(open_site: OpenSite, status: int) -> None:
    async with open_site() as site:
        site.server.scenario({"post": str(status), "times": 1, "retry_after": 2})
        wrong, right = await _post(site), await _post(site)

    assert (wrong.status_code, right.status_code) == (status, 200)
    assert wrong.headers["retry-after"] == "2"
    assert len(_accepted(site.server)) == 1


async def test_a_status_after_acceptance_and_a_body_of_ones_own(open_site: OpenSite) -> None:
    async with open_site() as site:
        site.server.scenario({"post": "502", "accepted": True, "times": 1})
        site.server.scenario({"post": 400, "body": {"detail": "own"}, "times": 1})
        answers = [await _post(site), await _post(site)]

    assert [answer.status_code for answer in answers] == [502, 400]
    assert answers[1].json() == {"detail": "own"}
    assert len(_accepted(site.server)) == 1


@pytest.mark.parametrize("act", ["cut", "cut_headers"])
async def test_an_answer_that_is_cut_after_acceptance(open_site: OpenSite, act: str) -> None:
    async with open_site() as site:
        site.server.scenario({"post": act, "times": 1})
        with pytest.raises(httpx.RemoteProtocolError):
            await _post(site)

    assert len(_accepted(site.server)) == 1


async def test_a_connection_that_is_cut_before_acceptance(open_site: OpenSite) -> None:
    async with open_site() as site:
        site.server.scenario({"post": "cut_early", "times": 1})
        with pytest.raises(httpx.TransportError):
            await _post(site)

    assert _accepted(site.server) == []


async def test_answers_without_an_id(open_site: OpenSite) -> None:
    async with open_site() as site:
        bodies = {}
        for act in ("no_id", "html", "empty", "not_json", "types", "huge"):
            site.server.scenario({"post": act, "times": 1})
            answer = await _post(site)
            assert answer.status_code == 200
            bodies[act] = answer.text

    assert '"status"' in bodies["no_id"]
    assert '"id"' not in bodies["no_id"]
    assert bodies["html"].startswith("<html>")
    assert bodies["empty"] == ""
    assert bodies["not_json"].endswith('{"id"')
    assert '"id":7' in bodies["types"]
    assert len(bodies["huge"]) > 1_000_000
    assert len(_accepted(site.server)) == 6


async def test_a_redirect_to_the_other_host(open_site: OpenSite) -> None:
    async with open_site() as site:
        other = site.server.upload_url.replace("/upload", "/elsewhere")
        site.server.scenario({"post": "307", "location": other, "times": 1})
        answer = await _post(site)

    assert (answer.status_code, answer.headers["location"]) == (307, other)
    assert _accepted(site.server) == []


async def test_an_answer_that_comes_late(open_site: OpenSite) -> None:
    async with open_site() as site:
        site.server.scenario({"post": "ok", "delay": 0.3, "times": 1})
        begin = time.monotonic()
        answer = await _post(site)

    assert answer.status_code == 200
    assert time.monotonic() - begin >= 0.3


async def test_wrong_answers_to_a_poll(open_site: OpenSite) -> None:
    async with open_site() as site:
        task_id = (await _post(site)).json()["task_info"]["id"]
        site.server.scenario({"get": "404", "times": 2}, {"get": "503", "retry_after": 1, "times": 1})
        site.server.scenario(
            {"get": "401", "times": 1}, {"get": "html", "times": 1}, {"get": "cut", "times": 1}
        )
        statuses = [(await site.get(task_id)).status_code for _ in range(4)]
        page = await site.get(task_id)
        with pytest.raises(httpx.RemoteProtocolError):
            await site.get(task_id)
        good = await site.get(task_id)

    assert statuses == [404, 404, 503, 401]
    assert page.text.startswith("<html>")
    assert good.json()["task_info"]["id"] == task_id


@pytest.mark.parametrize(
    ("fate", "code", "words"),
    [("content", 3001, "Failure to pass the risk control system"), ("fault", 4002, "upstream fault")],
)
async def test_a_task_that_fails(open_site: OpenSite, fate: str, code: int, words: str) -> None:
    async with open_site() as site:
        site.server.scenario({"refuse": fate, "times": 1})
        answer = await site.ended((await _post(site)).json()["task_info"]["id"])

    assert answer["task_info"]["status"] == "failed"  # type: ignore[index]
    assert answer["task_info"]["error"]["code"] == code  # type: ignore[index]
    assert answer["task_info"]["error"]["detail"] == words  # type: ignore[index]


async def test_frames_that_are_refused(open_site: OpenSite) -> None:
    async with open_site() as site:
        site.server.scenario({"refuse": "frames"})
        wrong = await site.post(prompt="x", video_list=VIDEO, first_frame=inline(png()))
        right = await _post(site)

    assert (wrong.status_code, right.status_code) == (400, 200)
    assert wrong.json() == {"detail": "first_frame: not supported with refer_type 'base'"}


async def test_unusual_ends_and_words(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        url = await site.put(data)
        site.server.scenario(COPY, {"slow": 3.0, "times": 1}, {"finish": " SUCCEEDED ", "times": 1})
        site.server.scenario(
            {"videos": 3, "times": 1}, {"videos": 0, "times": 1}, {"status": "WARMING UP", "times": 1}
        )
        first, second = await site.post_edit(url), await site.post_edit(url)
        strange = (await site.get(first)).json()
        none = await site.ended(second)
        while "videos" not in (several := (await site.get(first)).json()):
            continue

    assert strange["task_info"]["status"] == "WARMING UP"
    assert "videos" not in none
    assert several["task_info"]["status"] == " SUCCEEDED "
    assert [link.rpartition("/")[2] for link in several["videos"]] == [f"result_00{n}.mp4" for n in range(3)]


async def test_downloads_that_go_wrong(open_site: OpenSite, data: bytes) -> None:
    part = {"range": "bytes=1000-"}
    async with open_site() as site:
        site.server.scenario(COPY)
        answer = await site.ended(await site.post_edit(await site.put(data)))
        url = answer["videos"][0]  # type: ignore[index]
        site.server.scenario({"download": "cut", "after": 5000, "times": 2})
        received = [await _until_cut(site, url) for _ in range(2)]
        site.server.scenario(
            {"download": "lying_range", "times": 1}, {"download": "shifted_range", "times": 1}
        )
        site.server.scenario({"download": "no_range", "times": 1}, {"download": "500", "times": 1})
        lying, shifted, plain, broken = [await site.plain.get(url, headers=part) for _ in range(4)]
        site.server.scenario({"download": "short", "times": 1}, {"download": "changed", "times": 1})
        short, changed, good = [await site.plain.get(url) for _ in range(3)]

    assert received == [5000, 5000]
    assert (lying.status_code, lying.content) == (206, data[: len(data) - 1000])
    assert lying.headers["content-range"].startswith("bytes 1000-")
    assert shifted.headers["content-range"].startswith("bytes 0-")
    assert (plain.status_code, plain.content) == (200, data)
    assert "accept-ranges" not in plain.headers
    assert broken.status_code == 500
    assert short.content == data[: len(data) // 2]
    assert changed.content == good.content == data
    assert changed.headers["etag"] != good.headers["etag"]
    sizes = [entry["bytes"] for entry in site.server.record()["downloads"]]  # type: ignore[index]
    assert sizes[:3] == [5000, 5000, len(data) - 1000]


async def _until_cut(site: Site, url: str) -> int:
    size = 0
    try:
        async with site.plain.stream("GET", url) as answer:
            async for chunk in answer.aiter_raw():
                size += len(chunk)
    except httpx.RemoteProtocolError:
        return size
    return -1


async def test_a_download_that_stalls(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        site.server.scenario(COPY)
        answer = await site.ended(await site.post_edit(await site.put(data)))
        site.server.scenario({"download": "stall", "after": 100, "delay": 5, "times": 1})
        with pytest.raises(httpx.ReadTimeout):
            await site.plain.get(answer["videos"][0], timeout=0.3)  # type: ignore[index]


def test_a_scenario_that_is_not_known_is_refused(server: SandboxServer) -> None:
    for wrong in (
        {"past": "1"},
        {"post": "503", "get": "503"},
        {"post": "flood"},
        {"get": "99"},
        {"slow": "very"},
        {"refuse": "all"},
        {"post": "503", "often": 2},
        {"post": "503", "times": 0},
    ):
        with pytest.raises(ValueError, match=r"scenario names|knows no|times is"):
            server.scenario(wrong)
