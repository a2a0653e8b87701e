"""A link as the source: what is found out about it, and its clip brought here, against real servers."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.request import EditRequest, Mode, VideoInput
from kling_desktop.services.caps import LONGEST
from kling_desktop.services.link_sources import PART_KEPT_FOR, file_name
from tests.support.clips import Clip, make_clip
from tests.support.double import Double, End, Scene, Seen, http
from tests.support.engine import rig_at

LONG = Clip(seconds=12, width=640, height=360, rate="25", options={"preset": "ultrafast", "crf": "0"})


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("linked") / "long.mp4", LONG)


def heard_by_nobody(_: int, __: int | None) -> None:
    """Progress that is not looked at."""


def parts_of(content: bytes) -> Callable[[Seen], bytes]:
    """Answers as a web server does that gives parts."""

    def answer(seen: Seen) -> bytes:
        assert seen.method == "GET"
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", seen.headers.get("range", ""))
        kind = {"Content-Type": "video/mp4", "ETag": '"v1"'}
        if not asked:
            return http(200, content, kind)
        first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
        span = f"bytes {first}-{last}/{len(content)}"
        return http(206, content[first : last + 1], {**kind, "Content-Range": span})

    return answer


async def test_a_link_tells_what_its_clip_is(data: Path, video: bytes, clip: Path) -> None:
    content = clip.read_bytes()
    async with rig_at(data, video) as rig, Double([Scene(parts_of(content))]) as host:
        found = await rig.studio.link_sources.look(f"{host.address}/A001.mp4")
    assert found.info is not None
    assert (found.info.width, found.info.height, found.info.rate, found.info.frames) == (640, 360, 25, 300)
    assert found.size == found.info.size == len(content)
    assert [each.code for each in found.broken] == ["video_length", "video_size"]
    # Loopback is a private address: a word, no stop.
    assert found.warning is not None
    assert found.warning.code == "link_private"
    head, index = (seen.headers["range"] for seen in host.seen)
    assert head == "bytes=0-65535"
    first, last = (int(each) for each in index.removeprefix("bytes=").split("-"))
    assert last - first < 65_536


async def test_a_job_by_a_link_that_was_looked_at_has_its_length_and_price(
    data: Path, video: bytes, clip: Path
) -> None:
    async with rig_at(data, video) as rig, Double([Scene(parts_of(clip.read_bytes()))]) as host:
        url = f"{host.address}/A001.mp4"
        unseen = await rig.send(EditRequest("Add snow to @Video1", (VideoInput(url),)))
        await rig.studio.link_sources.look(url)
        seen = await rig.send(EditRequest("Add rain to @Video1", (VideoInput(url),)))
        spend = rig.studio.spend
    assert (unseen.seconds, unseen.price) == (0.0, str(spend.estimate(LONGEST, Mode.PRO).amount))
    assert seen.seconds == 12.0
    assert seen.price == str(spend.estimate(12.0, Mode.PRO).amount)


async def test_a_host_without_parts_tells_what_its_head_tells(data: Path, video: bytes, clip: Path) -> None:
    answer = http(200, clip.read_bytes(), {"Content-Type": "video/mp4"})
    async with rig_at(data, video) as rig, Double([Scene(answer, End.CLOSE)]) as host:
        found = await rig.studio.link_sources.look(f"{host.address}/A001.mp4")
    assert (found.info, found.broken, found.size) == (None, (), clip.stat().st_size)


async def test_a_link_that_refuses_us_is_no_stop(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        found = await rig.studio.link_sources.look("http://127.0.0.1:9/a.mp4")
        assert (found.info, found.size) == (None, None)
        assert found.warning is not None
        with pytest.raises(BadInput, match="link_no_direct_form"):
            await rig.studio.link_sources.look("https://we.tl/t-abc")


async def test_a_page_is_no_source(data: Path, video: bytes) -> None:
    page = http(200, b"<!doctype html><title>Share</title>", {"Content-Type": "text/html"})
    async with rig_at(data, video) as rig, Double([Scene(page)]) as host:
        with pytest.raises(BadInput, match="link_is_page"):
            await rig.studio.link_sources.look(host.address)


async def test_the_clip_of_a_link_is_brought_here(data: Path, video: bytes, clip: Path) -> None:
    content = clip.read_bytes()
    told: list[tuple[int, int | None]] = []
    async with rig_at(data, video) as rig, Double([Scene(parts_of(content))]) as host:
        sources = rig.studio.link_sources
        url = f"{host.address}/dailies/A%20001%3F.mp4?sig=1"
        path = await sources.fetch(url, lambda came, size: told.append((came, size)))
        before = path.stat().st_mtime_ns
        assert await sources.fetch(url, heard_by_nobody) == path
    assert path.name == "A 001_.mp4"
    assert path.read_bytes() == content
    # Fetched again it is the same file: an edit that holds on to it still finds it unchanged.
    assert path.stat().st_mtime_ns == before
    assert told[-1] == (len(content), len(content))
    assert list(data.glob("fetched/*.part*")) == []


async def test_a_stopped_fetch_goes_on_where_it_was(data: Path, video: bytes, clip: Path) -> None:
    content = clip.read_bytes()
    half = len(content) // 2
    first = http(200, content, {"ETag": '"v1"'})
    cut = first[: len(first) - len(content) + half]
    async with (
        rig_at(data, video) as rig,
        Double([Scene(cut, End.HANG), Scene(parts_of(content))]) as host,
    ):
        sources = rig.studio.link_sources
        came = asyncio.Event()

        def show(bytes_here: int, _: int | None) -> None:
            if bytes_here > half // 2:
                came.set()

        fetching = rig.studio.tasks.spawn("fetch", sources.fetch(f"{host.address}/a.mp4", show))
        await came.wait()
        fetching.cancel()
        await asyncio.wait([fetching])
        assert fetching.cancelled()
        path = await sources.fetch(f"{host.address}/a.mp4", heard_by_nobody)
        assert path.read_bytes() == content
        assert int(host.seen[1].headers["range"].removeprefix("bytes=").rstrip("-")) > half // 4


async def test_a_host_that_refuses_the_clip_is_said(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig, Double([Scene(http(403))]) as host:
        with pytest.raises(WorldFailed, match="fetch_refused") as caught:
            await rig.studio.link_sources.fetch(f"{host.address}/a.mp4", heard_by_nobody)
    assert caught.value.notice.values == {"host": "127.0.0.1", "status": 403}


async def test_old_parts_are_removed(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        old = data / "fetched" / "old.part"
        old.parent.mkdir(exist_ok=True)
        old.write_bytes(b"x")
        now = rig.studio.clock.now()
        os.utime(old, (now, now))
        await rig.studio.link_sources.tidy()
        assert old.is_file()
        os.utime(old, (now - PART_KEPT_FOR - 1,) * 2)
        await rig.studio.link_sources.tidy()
        assert not old.exists()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://h.example/a/b.mov?x=1", "b.mov"),
        ("https://h.example/", "clip.mp4"),
        ("https://h.example/download", "download.mp4"),
        ("https://h.example/..%2F..%2Fetc%2Fpasswd", "passwd.mp4"),
        ("https://h.example/%00%3A.mp4", "_.mp4"),
        ("https://h.example/" + "a" * 500 + ".mxf", "a" * 116 + ".mxf"),
    ],
)
def test_a_fetched_clip_has_a_name_that_any_system_takes(url: str, name: str) -> None:
    assert file_name(url) == name
