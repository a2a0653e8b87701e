"""The other port: results in whole and in part, uploads, links that die."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email.utils import parsedate_to_datetime

import httpx
import pytest

from kling_desktop.sandbox.options import SandboxOptions
from kling_desktop.sandbox.server import SandboxServer
from tests.support.waiting import until
from tests.unit.sandbox.conftest import OpenSite, Site, site_of


async def _result(site: Site, data: bytes) -> str:
    site.server.scenario({"edit": "copy"})
    answer = await site.ended(await site.post_edit(await site.put(data)))
    return str(answer["videos"][0])  # type: ignore[index]


async def test_a_result_comes_whole_and_in_parts(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        url = await _result(site, data)
        whole = await site.plain.get(url)
        tag, date = whole.headers["etag"], whole.headers["last-modified"]
        asked: list[tuple[dict[str, str], int, bytes]] = [
            ({"range": "bytes=0-9"}, 206, data[:10]),
            ({"range": "bytes=100-"}, 206, data[100:]),
            ({"range": "bytes=-7"}, 206, data[-7:]),
            ({"range": f"bytes=5-{len(data) * 2}"}, 206, data[5:]),
            ({"range": "bytes=9-5"}, 200, data),
            ({"range": "bytes=0-1,5-6"}, 200, data),
            ({"range": "rows=0-1"}, 200, data),
            ({"range": "bytes=3-4", "if-range": tag}, 206, data[3:5]),
            ({"range": "bytes=3-4", "if-range": date}, 206, data[3:5]),
            ({"range": "bytes=3-4", "if-range": '"other"'}, 200, data),
        ]
        answers = [await site.plain.get(url, headers=headers) for headers, _, _ in asked]
        beyond = await site.plain.get(url, headers={"range": f"bytes={len(data)}-"})
        head = await site.plain.head(url)

    assert (whole.status_code, whole.content) == (200, data)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    assert tag.startswith('"')
    assert parsedate_to_datetime(date).tzinfo is not None
    assert [(a.status_code, a.content) for a in answers] == [(status, body) for _, status, body in asked]
    assert answers[1].headers["content-range"] == f"bytes 100-{len(data) - 1}/{len(data)}"
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    assert (head.headers["content-length"], head.content) == (str(len(data)), b"")


async def test_an_upload_needs_the_key_and_a_proper_name(open_site: OpenSite) -> None:
    async with open_site() as site:
        place = site.server.upload_url
        answers = [
            await site.plain.put(f"{place}/a.mp4", content=b"x"),
            await site.client.put(f"{place}/.hidden", content=b"x"),
            await site.client.put(f"{place}/..%2Fa", content=b"x"),
            await site.client.get(f"{place}/a"),
        ]

    assert [answer.status_code for answer in answers] == [401, 400, 404, 404]


async def test_an_upload_can_be_fetched_and_replaced(open_site: OpenSite) -> None:
    async with open_site() as site:
        url = await site.put(b"one", "a-1.mov")
        first = await site.plain.get(url)
        await site.put(b"three", "a-1.mov")
        second = await site.plain.get(url, headers={"range": "bytes=1-2"})

    assert (first.content, first.headers["content-type"]) == (b"one", "video/quicktime")
    assert (second.status_code, second.content) == (206, b"hr")
    assert [upload["bytes"] for upload in site.server.record()["uploads"]] == [3, 5]  # type: ignore[index]


async def test_an_upload_beyond_the_bound_is_refused_before_it_is_sent(open_site: OpenSite) -> None:
    async with open_site() as site:
        reader, writer = await _begin_upload(site, 300 * 1024**2)
        line = await reader.readline()
        writer.close()

    assert line.startswith(b"HTTP/1.1 413")


async def _begin_upload(site: Site, length: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    url = httpx.URL(site.server.upload_url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"PUT /upload/a.mp4 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {site.server.key}\r\n"
    writer.write(f"{head}Content-Length: {length}\r\n\r\nhalf".encode())
    return reader, writer


async def test_an_upload_that_is_broken_off_leaves_nothing(
    open_site: OpenSite, options: SandboxOptions
) -> None:
    folder = options.data_dir / "uploads"
    async with open_site() as site:
        _, writer = await _begin_upload(site, 100)
        await until(lambda: list(folder.iterdir()))
        writer.close()
        await until(lambda: not list(folder.iterdir()))

    assert site.server.record()["uploads"] == []


async def test_a_key_that_reaches_the_cdn_is_seen(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        url = await _result(site, data)
        await site.plain.get(url)
        before = site.server.record()["authorization_at_cdn"]
        await site.client.get(url)
        await site.client.get(httpx.URL(url).join("/elsewhere"))

    assert before == []
    assert site.server.record()["authorization_at_cdn"] == [httpx.URL(url).path, "/elsewhere"]


@pytest.mark.parametrize("code", [403, 410])
async def test_dead_links_and_a_fresh_one(open_site: OpenSite, data: bytes, code: int) -> None:
    async with open_site() as site:
        url = await _result(site, data)
        task_id = site.server.record()["posts"][0]["task_id"]  # type: ignore[index]
        site.server.scenario({"links": "expired", "code": code, "times": 1})
        dead = (await site.get(str(task_id))).json()["videos"][0]
        fresh = (await site.get(str(task_id))).json()["videos"][0]
        codes = [
            (await site.plain.get(link)).status_code for link in (dead, fresh, url, f"{url[:-30]}x/y.mp4")
        ]

    assert codes == [code, 200, 200, 404]
    assert dead != fresh


async def test_a_link_dies_with_time(options: SandboxOptions, data: bytes) -> None:
    with SandboxServer(replace(options, link_seconds=0.05)) as server:
        async with site_of(server) as site:
            url = await _result(site, data)
            while (answer := await site.plain.get(url)).status_code == 200:
                continue

    assert answer.status_code == 403
