"""The fault matrix of the download on the whole engine: the result is whole in its place, or nothing is claimed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kling_desktop.api.exchange import Patience
from kling_desktop.domain.job import Charge, EditJob, JobState
from tests.support.double import Double, End, Scene, Seen, file_answer, http
from tests.support.engine import small_video
from tests.support.waiting import until
from tests.support.wired import (
    CALM,
    HASTY,
    LARGEST,
    Wired,
    accept,
    check_words,
    code_shown,
    holds_key,
    tell,
    wired,
)

S = JobState
TAG = {"ETag": '"v1"'}
PAGE = b"<html><title>Sorry</title></html>"


@dataclass(frozen=True)
class Row:
    """What the host of results does first; how often the service is asked for links until all is well."""

    scenes: tuple[Scene, ...]
    gets: int = 1
    patience: Patience = CALM


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """The rows, made around one small video."""
    video = small_video(tmp_path_factory.mktemp("rows"))
    size, half = len(video), len(video) // 2
    length = {"Content-Length": str(size)}
    cut = Scene(http(200, video[:half], {**length, **TAG}), End.CLOSE)

    def lying(body: Callable[[int], bytes], shift: int = 0, more: int = 0, tag: str = '"v1"') -> Scene:
        """A 206 from the byte that was asked for, but for what it is told to say and send otherwise."""

        def answer(seen: Seen) -> bytes:
            start = int(seen.headers.get("range", "bytes=9-")[6:-1])
            span = f"bytes {start - shift}-{size - 1 + more}/{size + more}"
            return http(206, body(start), {"Content-Range": span, "ETag": tag})

        return Scene(answer)

    return {
        "whole": Row(()),
        "cut": Row((cut,)),
        "reset": Row((Scene(http(200, video[:half], {**length, **TAG}), End.RESET),)),
        "silent in the middle": Row(
            (Scene(http(200, video[:half], {**length, **TAG}), End.HANG),), patience=HASTY
        ),
        "slow-loris": Row((Scene(http(200, video), drip=0.1),), patience=HASTY),
        "reset mid-header": Row((Scene(b"HTTP/1.1 200 OK\r\nCont", End.RESET),)),
        "no HTTP": Row((Scene(b"hello\r\n\r\n", End.CLOSE),)),
        "longer than told": Row((Scene(http(200, video, {"Content-Length": str(half)}), End.CLOSE),), gets=2),
        "a 206 from another byte": Row((cut, lying(lambda at: video[at - 3 :], shift=3))),
        "a 206 of another file": Row((cut, lying(lambda at: b"x" * (size - at), tag='"v2"'))),
        "a 206 of another length": Row((cut, lying(lambda at: video[at:] + b"x", more=1))),
        "a 206 shorter than its range": Row((cut, lying(lambda at: video[at:-5]))),
        "a 206 without a range": Row((cut, Scene(http(206, video[half:], TAG)))),
        "a 206 nobody asked for": Row((lying(lambda at: video[at:]),)),
        "a 206 that lies about its bytes": Row((cut, lying(lambda at: b"x" * (size - at)))),
        "a 206 that lies later": Row((cut, lying(lambda at: video[at:half] + b"x" * (size - half))), gets=2),
        "a 416": Row((cut, Scene(http(416, b"", {"Content-Range": f"bytes */{size}"})))),
        "a 416 without a size": Row((cut, Scene(http(416)))),
        "500": Row((Scene(http(500, PAGE)), Scene(http(503, b"", {"Retry-After": "60"})))),
        "429": Row((Scene(http(429)),)),
        "403, expired": Row((Scene(http(403, PAGE)),), gets=2),
        "404": Row((Scene(http(404)),), gets=2),
        "410 in the middle": Row((cut, Scene(http(410))), gets=2),
        "a page": Row((Scene(http(200, PAGE)),), gets=2),
        "nothing": Row((Scene(http(200)),), gets=2),
        "half a video that says it is whole": Row((Scene(http(200, video[:half])),), gets=2),
        "past the bound": Row(
            (Scene(http(200, b"", {"Content-Length": str(LARGEST + 1)}), End.CLOSE),), gets=2
        ),
        "a name of its own": Row(
            (Scene(http(200, video, {"Content-Disposition": 'attachment; filename="../../evil.mp4"'})),)
        ),
    }


NAMES = (
    "whole", "cut", "reset", "silent in the middle", "slow-loris", "reset mid-header", "no HTTP",
    "longer than told", "a 206 from another byte", "a 206 of another file", "a 206 of another length",
    "a 206 shorter than its range", "a 206 without a range", "a 206 nobody asked for",
    "a 206 that lies about its bytes", "a 206 that lies later", "a 416", "a 416 without a size", "500", "429", "403, expired", "404",
    "410 in the middle", "a page", "nothing", "half a video that says it is whole", "past the bound",
    "a name of its own",
)  # fmt: skip


def finished(rig: Wired) -> Scene:
    return tell("completed", f"{rig.files.address}/%2e%2e/%2e%2e/r.mp4")


def check_take(job: EditJob, video: bytes) -> None:
    """One whole file under our own name, its sidecar, and nothing else."""
    (name,) = job.files
    take = Path(name)
    assert take.read_bytes() == video
    assert job.takes[0].sha256 == hashlib.sha256(video).hexdigest()
    assert sorted(path.name for path in take.parent.iterdir()) == ["A001C003_v001.json", "A001C003_v001.mp4"]


def test_every_row_is_run(rows: dict[str, Row]) -> None:
    assert tuple(rows) == NAMES


@pytest.mark.parametrize("name", NAMES)
async def test_download(name: str, rows: dict[str, Row], data: Path, video: bytes) -> None:
    row = rows[name]
    scenes = [*row.scenes, Scene(file_answer(video))]
    async with wired(data, [accept()], scenes, row.patience) as rig:
        rig.service.scenes.append(finished(rig))
        job = await rig.send()
        assert (job.state, job.charge, code_shown(job)) == (S.DONE, Charge.YES, "")
        check_take(job, video)
        assert rig.count("GET") == row.gets
        assert rig.count("POST") == 1
        assert not any("authorization" in seen.headers for seen in rig.files.seen)
    assert not holds_key(data)


@pytest.mark.parametrize("scene", [Scene(http(403)), Scene(http(200, PAGE)), Scene(http(200))])
async def test_three_fresh_links_that_give_nothing_hold_the_job(
    scene: Scene, data: Path, video: bytes
) -> None:
    async with wired(data, [accept()], [scene]) as rig:
        rig.service.scenes.append(finished(rig))
        asked: list[int] = []
        # Counted when it is said: the job goes on asking, seldom, and the clock of this test runs.
        rig.studio.jobs.subscribe(lambda job: asked.append(rig.count("GET")) if job.held else None)
        job = await rig.send()
        assert (job.state, code_shown(job), job.charge) == (S.QUEUED, "no_usable_result", Charge.YES)
        check_words(job)
        assert asked[0] == 3
        rig.files.scenes[:] = [Scene(file_answer(video))]
        rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).state is S.DONE)
        check_take(rig.job(job.id), video)


@pytest.mark.parametrize(
    "link",
    ["ftp://127.0.0.1/r.mp4", "file:///etc/passwd", "javascript:1", "http://", "http://h/" + "x" * 9000],
)
async def test_a_link_that_is_none_is_not_followed(link: str, data: Path, video: bytes) -> None:
    async with wired(data, [accept(), tell("completed", link)], [Scene(b"")]) as rig:
        job = await rig.send()
        assert (job.state, code_shown(job), job.charge) == (S.QUEUED, "no_usable_result", Charge.YES)
        check_words(job)
        assert rig.files.connections == 0


async def test_a_redirect_of_a_result_is_followed_without_the_key(data: Path, video: bytes) -> None:
    async with Double([Scene(file_answer(video))]) as other:
        moved = Scene(http(302, b"", {"Location": f"{other.address}/r.mp4"}))
        async with wired(data, [accept()], [moved]) as rig:
            rig.service.scenes.append(finished(rig))
            check_take(await rig.send(), video)
        assert not any(seen.key for seen in other.seen)


async def test_a_result_on_the_services_own_host_gets_no_key_either(data: Path, video: bytes) -> None:
    async with wired(data, [accept()], [Scene(b"")]) as rig:
        rig.service.scenes += [
            tell("completed", f"{rig.service.address}/r.mp4"),
            Scene(file_answer(video)),
        ]
        check_take(await rig.send(), video)
        assert [bool(seen.key) for seen in rig.service.seen] == [True, True, False]


async def test_a_redirect_that_never_ends_is_a_link_that_gives_nothing(data: Path, video: bytes) -> None:
    async with wired(data, [accept()], [Scene(http(302, b"", {"Location": "/r.mp4"}))]) as rig:
        rig.service.scenes.append(finished(rig))
        assert code_shown(await rig.send()) == "no_usable_result"
