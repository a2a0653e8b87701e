"""Newer versions: looked for only when wanted, once a day, by a plain GET; and what comes of each answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from kling_desktop.api.exchange import Patience
from kling_desktop.api.pools import Pools
from kling_desktop.domain.release import FoundVersion, ReleasePlace
from kling_desktop.services.desk import Desk
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.updates import DAY, Updates
from kling_desktop.settings import sections
from kling_desktop.settings.file import Settings
from kling_desktop.settings.release import release_place
from tests.support.double import Double, End, Scene, http, http_json
from tests.support.time import RunningClock
from tests.support.waiting import until

PAGE = "https://example.org/ours/releases"


def out(version: str, **more: object) -> Scene:
    told = {"tag_name": f"v{version}", "html_url": f"{PAGE}/tag/v{version}", **more}
    return Scene(http_json(200, told))


@dataclass
class Rig:
    updates: Updates
    settings: Settings
    clock: RunningClock
    host: Double


@asynccontextmanager
async def looking(
    path: Path, scenes: Sequence[Scene], is_looking: bool = True, is_released: bool = True
) -> AsyncIterator[Rig]:
    async with RunningClock() as clock, Double(scenes) as host:
        settings = Settings(path / "settings.json", {})
        settings.replace(sections.Updates(is_looking=is_looking))
        tasks = Tasks(Desk())
        place = ReleasePlace("1.0.0", f"{host.address}/newest", PAGE) if is_released else None
        pools = Pools(Patience(connect=5, write=5, read=5, whole=10), connections=1, kept_for=1.0)
        updates = Updates(place, pools, settings, clock, tasks)
        updates.begin()
        try:
            yield Rig(updates, settings, clock, host)
        finally:
            await tasks.close()
            await pools.close()


async def test_a_newer_version_is_known_with_its_page(tmp_path: Path) -> None:
    async with looking(tmp_path, [out("1.1.0")]) as rig:
        await until(lambda: rig.updates.newer)

        assert rig.updates.newer == FoundVersion("1.1.0", f"{PAGE}/tag/v1.1.0")
        rig.updates.pass_over("1.1.0")
        assert rig.updates.newer is None


async def test_it_is_a_plain_question_without_key_or_cookie(tmp_path: Path) -> None:
    async with looking(tmp_path, [out("1.1.0", cookie=1)]) as rig:
        await until(lambda: rig.updates.newer)

        (seen,) = rig.host.seen
        assert (seen.method, seen.target, seen.body) == ("GET", "/newest", b"")
        assert set(seen.headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert seen.headers["user-agent"].startswith("kling-desktop")


async def test_it_is_asked_once_a_day(tmp_path: Path) -> None:
    moments: list[float] = []
    async with looking(tmp_path, [out("1.0.0")]) as rig:
        rig.settings.subscribe(lambda _: moments.append(rig.settings.updates.looked))
        await until(lambda: len(moments) >= 3)

        pauses = [after - before for before, after in pairwise(moments)]
        assert min(pauses) >= DAY
        assert len(rig.host.seen) <= len(moments) + 1
        assert rig.updates.newer is None


@pytest.mark.parametrize(("is_looking", "is_released"), [(False, True), (True, False)])
async def test_nobody_is_asked_unless_wanted_and_known(
    tmp_path: Path, is_looking: bool, is_released: bool
) -> None:
    async with looking(tmp_path, [out("1.1.0")], is_looking, is_released) as rig:
        await rig.clock.sleep(3 * DAY)

        assert not rig.host.connections
        assert rig.updates.newer is None


async def test_yes_looks_at_once_and_off_says_nothing_more(tmp_path: Path) -> None:
    async with looking(tmp_path, [out("1.1.0")], is_looking=False) as rig:
        assert rig.updates.is_to_ask

        rig.updates.look()
        await until(lambda: rig.updates.newer)
        rig.settings.replace(replace(rig.settings.updates, is_looking=False))

        assert rig.updates.newer is None
        assert not rig.updates.is_to_ask


@pytest.mark.parametrize(
    "scene",
    [
        Scene(http(404)),
        Scene(http(500)),
        Scene(http(200, b"<html>a page</html>")),
        Scene(http(200, b'{"tag_name": 5}')),
        Scene(http(200, b'{"tag_name": "v9.0.0"', {"Content-Length": "900"}), End.CLOSE),
        Scene(end=End.RESET),
        Scene(http(302, b"", {"Location": "http://example.org/elsewhere"})),
        Scene(http(302, b"", {"Location": "/newest"})),
        out("9.0.0 of another program"),
        out("9.0.0\n"),
        out("9" * 100_000),
        out("9.0.0", draft=True),
        out("9.0.0", prerelease=True),
    ],
)
async def test_an_answer_that_tells_nothing_is_silence_and_is_asked_again(
    tmp_path: Path, scene: Scene
) -> None:
    async with looking(tmp_path, [scene] * 4 + [out("1.1.0")]) as rig:
        kept: set[str] = set()
        rig.settings.subscribe(lambda _: kept.add(rig.settings.updates.newest))
        await until(lambda: rig.host.seen)
        assert rig.updates.newer is None

        await until(lambda: rig.updates.newer)
        assert rig.updates.newer == FoundVersion("1.1.0", f"{PAGE}/tag/v1.1.0")
        assert kept == {"1.1.0"}


@pytest.mark.parametrize("rest", ["x" * 100_000, "a page", "a\npage", "s\u00e9ite"])
async def test_of_an_odd_page_nothing_is_kept(tmp_path: Path, rest: str) -> None:
    async with looking(tmp_path, [out("1.1.0", html_url=f"{PAGE}/{rest}")]) as rig:
        await until(lambda: rig.updates.newer)

        assert rig.settings.updates.page == PAGE


async def test_a_moved_project_is_followed(tmp_path: Path) -> None:
    moved = Scene(http(301, b"", {"Location": "/repositories/1/newest"}))
    async with looking(tmp_path, [moved, out("1.1.0")]) as rig:
        await until(lambda: rig.updates.newer)

        assert [seen.target for seen in rig.host.seen] == ["/newest", "/repositories/1/newest"]


async def test_what_was_told_yesterday_is_said_without_asking(tmp_path: Path) -> None:
    async with looking(tmp_path, [out("1.2.0")], is_looking=False) as rig:
        told = sections.Updates(True, True, "1.1.0", f"{PAGE}/tag/v1.1.0", "", rig.clock.now() + 60)
        rig.settings.replace(replace(told, looked=rig.clock.now()))

        assert rig.updates.newer == FoundVersion("1.1.0", f"{PAGE}/tag/v1.1.0")
        assert not rig.host.connections


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ('version = "1.0.0"\nnewest = "https://a.example/n"\npage = "https://a.example/p"\n', True),
        ('version = "1.0.0"\nnewest = "http://a.example/n"\npage = "https://a.example/p"\n', False),
        ("newest = 5\n", False),
        ("= no toml", False),
        ("", False),
    ],
)
def test_the_file_of_a_released_build(tmp_path: Path, text: str, is_there: bool) -> None:
    file = tmp_path / "release.toml"
    file.write_text(text, encoding="utf-8")

    assert bool(release_place(file)) is is_there
    assert release_place(tmp_path / "none.toml") is None
