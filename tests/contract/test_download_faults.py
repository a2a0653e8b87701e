"""The fault matrix of the download: what arrives is whole, or nothing is claimed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kling_desktop.api.download import PAUSES, Downloaded, Downloader, DownloadFailed, LinkExpired
from kling_desktop.api.exchange import Patience
from kling_desktop.api.leg import OVERLAP
from kling_desktop.api.part import note_of
from kling_desktop.domain.errors import FolderGone
from tests.support.double import Double, End, Scene, Seen, file_answer, http
from tests.support.waiting import until

CALM = Patience(connect=10, write=10, read=10, whole=20)
HASTY = Patience(connect=5, write=5, read=0.5, whole=1.5)
DATA = random.Random(7).randbytes(900_000)
OTHER = random.Random(8).randbytes(900_000)
SHA = hashlib.sha256(DATA).hexdigest()
TAG = {"ETag": '"v1"'}
LENGTH = {"Content-Length": str(len(DATA))}
HALF = 450_000
CHUNKED = {"Transfer-Encoding": "chunked", "Content-Length": ""}
GOOD = Scene(file_answer(DATA))


def chunks(data: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    pieces = [data[start : start + 100_000] for start in range(0, len(data), 100_000)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + end


def partial(start: int, data: bytes, span: str, **headers: str) -> Scene:
    return Scene(http(206, data[start:], {"Content-Range": span, **TAG, **headers}))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Bench:
    """A downloader whose pauses take no time and are written down."""

    def __init__(self, part: Path, patience: Patience = CALM, largest: int = 10_000_000) -> None:
        self.part = part
        self.pauses: list[float] = []
        self.shown: list[tuple[int, int | None]] = []
        self._downloader = Downloader(self._pause, patience=patience, largest=largest)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def fetch(self, url: str) -> Downloaded:
        try:
            return await self._downloader.fetch(
                url, self.part, on_progress=lambda done, total: self.shown.append((done, total))
            )
        finally:
            await self._downloader.close()


@dataclass(frozen=True)
class Trip:
    """One row: what the server does in turn, which ranges it must be asked for, and how long was paused."""

    scenes: list[Scene]
    ranges: list[str | None]
    patience: Patience = CALM
    pauses: list[float] = field(default_factory=list)


HEAD_AND_HALF = Scene(http(200, DATA[:HALF], {**LENGTH, **TAG}), End.CLOSE)
SOME = HALF + 300_000
AGAIN = HALF - OVERLAP
FROM_HALF = f"bytes={AGAIN}-"
REST = f"bytes {AGAIN}-{len(DATA) - 1}/{len(DATA)}"

TRIPS = {
    "at once": Trip([GOOD], [None]),
    "chunked": Trip([Scene(http(200, chunks(DATA), CHUNKED))], [None]),
    "until the connection ends": Trip([Scene(http(200, DATA, {"Content-Length": ""}), End.CLOSE)], [None]),
    "cut and resumed": Trip([HEAD_AND_HALF, GOOD], [None, FROM_HALF], pauses=[1]),
    "silent and resumed": Trip(
        [Scene(http(200, DATA[:HALF], {**LENGTH, **TAG}), End.HANG), GOOD], [None, FROM_HALF], HASTY, [1]
    ),
    "chunked, cut and resumed": Trip(
        [Scene(http(200, chunks(DATA[:HALF], b""), {**CHUNKED, **TAG}), End.CLOSE), GOOD],
        [None, FROM_HALF],
        pauses=[1],
    ),
    "cut twice": Trip(
        [HEAD_AND_HALF, Scene(http(206, DATA[AGAIN:SOME], {
            "Content-Range": REST, "Content-Length": str(len(DATA) - AGAIN), **TAG
        }), End.CLOSE), GOOD],
        [None, FROM_HALF, f"bytes={SOME - OVERLAP}-"],
        pauses=[1, 1],
    ),
    "given in pieces": Trip(
        [HEAD_AND_HALF, partial(AGAIN, DATA[:SOME], f"bytes {AGAIN}-{SOME - 1}/{len(DATA)}"), GOOD],
        [None, FROM_HALF, f"bytes={SOME - OVERLAP}-"],
        pauses=[1, 1],
    ),
    "cut before the headers": Trip([Scene(end=End.CLOSE), GOOD], [None, None], pauses=[1]),
    "cut in the headers": Trip(
        [Scene(b"HTTP/1.1 200 OK\r\nCont", End.RESET), GOOD], [None, None], pauses=[1]
    ),
    "headers that drip for ever": Trip([Scene(http(200, DATA), drip=0.1), GOOD], [None, None], HASTY, [1]),
    "nothing to prove it is the same": Trip(
        [Scene(http(200, DATA[:HALF], LENGTH), End.CLOSE), GOOD], [None, None], pauses=[1]
    ),
    "a weak tag proves nothing": Trip(
        [Scene(http(200, DATA[:HALF], {**LENGTH, "ETag": 'W/"v1"'}), End.CLOSE), GOOD],
        [None, None],
        pauses=[1],
    ),
    "the server cannot resume": Trip(
        [HEAD_AND_HALF, Scene(file_answer(DATA, has_ranges=False))], [None, FROM_HALF], pauses=[1]
    ),
    "the file changed meanwhile": Trip(
        [Scene(http(200, OTHER[:HALF], {**LENGTH, "ETag": '"v0"'}), End.CLOSE), GOOD],
        [None, FROM_HALF],
        pauses=[1],
    ),
    "a 206 of another version": Trip(
        [
            HEAD_AND_HALF,
            Scene(http(206, DATA[AGAIN:HALF] + OTHER[HALF:], {"Content-Range": REST, "ETag": '"v2"'})),
            GOOD,
        ],
        [None, FROM_HALF, None],
        pauses=[1, 2],
    ),
    "a 206 from another byte": Trip(
        [HEAD_AND_HALF, partial(AGAIN - 9, DATA, f"bytes {AGAIN - 9}-{len(DATA) - 1}/{len(DATA)}"), GOOD],
        [None, FROM_HALF, None],
        pauses=[1, 2],
    ),
    "a 206 of another length": Trip(
        [HEAD_AND_HALF, partial(AGAIN, DATA + b"x", f"bytes {AGAIN}-{len(DATA)}/{len(DATA) + 1}"), GOOD],
        [None, FROM_HALF, None],
        pauses=[1, 2],
    ),
    "a 206 whose length is not its range": Trip(
        [HEAD_AND_HALF, partial(AGAIN, DATA[:-5], REST), GOOD], [None, FROM_HALF, None], pauses=[1, 2]
    ),
    "a 206 longer than its range": Trip(
        [
            HEAD_AND_HALF,
            Scene(http(206, chunks(DATA[AGAIN:] + b"more"), {"Content-Range": REST, **TAG, **CHUNKED})),
            GOOD,
        ],
        [None, FROM_HALF, None],
        pauses=[1, 2],
    ),
    "a 206 that says the right thing and sends another": Trip(
        [HEAD_AND_HALF, Scene(http(206, DATA[: len(DATA) - AGAIN], {"Content-Range": REST, **TAG})), GOOD],
        [None, FROM_HALF, None],
        pauses=[1, 2],
    ),
    "a 206 that ends in what is there": Trip(
        [
            HEAD_AND_HALF,
            Scene(http(206, chunks(DATA[AGAIN : AGAIN + 9]), {"Content-Range": REST, **TAG, **CHUNKED})),
            GOOD,
        ],
        [None, FROM_HALF, FROM_HALF],
        pauses=[1, 2],
    ),
    "a 206 without a range": Trip(
        [HEAD_AND_HALF, Scene(http(206, DATA[AGAIN:], TAG)), GOOD], [None, FROM_HALF, None], pauses=[1, 2]
    ),
    "a 206 that nobody asked for, whole": Trip(
        [partial(0, DATA, f"bytes 0-{len(DATA) - 1}/{len(DATA)}")], [None]
    ),
    "a 206 that nobody asked for, in part": Trip(
        [partial(9, DATA, f"bytes 9-{len(DATA) - 1}/{len(DATA)}"), GOOD], [None, None], pauses=[1]
    ),
    "416 with another size": Trip(
        [HEAD_AND_HALF, Scene(http(416, b"", {"Content-Range": f"bytes */{HALF - 1}"})), GOOD],
        [None, FROM_HALF, None],
        pauses=[1, 2],
    ),
    "416 that says nothing": Trip(
        [HEAD_AND_HALF, Scene(http(416)), GOOD], [None, FROM_HALF, None], pauses=[1, 2]
    ),
    "busy for a while": Trip(
        [Scene(http(503)), Scene(http(429, b"", {"Retry-After": "40"})), Scene(http(500)), GOOD],
        [None] * 4,
        pauses=[1, 40, 4],
    ),
    "redirected": Trip([Scene(http(302, b"x" * 99, {"Location": "/b.mp4?sig=2"})), GOOD], [None, None]),
    "redirected five times": Trip(
        [*[Scene(http(307, b"", {"Location": f"/{number}.mp4"})) for number in range(5)], GOOD], [None] * 6
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIPS)
async def test_trip(name: str, tmp_path: Path) -> None:
    trip = TRIPS[name]
    bench = Bench(tmp_path / "take.mp4.part", trip.patience)
    async with Double(trip.scenes) as double:
        got = await bench.fetch(f"{double.address}/r.mp4?sig=1")
    assert got == Downloaded(len(DATA), SHA)
    assert bench.part.read_bytes() == DATA
    assert [seen.headers.get("range") for seen in double.seen] == trip.ranges
    assert all(
        (seen.headers.get("if-range") == '"v1"') == ("range" in seen.headers) for seen in double.seen
    ) or (name == "the file changed meanwhile")
    assert bench.pauses == trip.pauses
    assert names_in(tmp_path) == ["take.mp4.part"]


DEAD = {
    **{str(status): Scene(http(status)) for status in (400, 401, 403, 404, 410, 416, 451)},
    "304": Scene(http(304)),
    "204": Scene(http(204)),
    "300": Scene(http(300)),
    "a redirect in a circle": Scene(http(302, b"", {"Location": "/r.mp4"})),
    "a redirect to a file": Scene(http(302, b"", {"Location": "file:///etc/passwd"})),
    "a redirect to a web socket": Scene(http(302, b"", {"Location": "ws://127.0.0.1:1/"})),
    "a redirect to no port": Scene(http(302, b"", {"Location": "http://127.0.0.1:99999/"})),
}


@pytest.mark.parametrize("name", DEAD)
async def test_a_dead_link_is_said_at_once(name: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "p")
    async with Double([DEAD[name]]) as double:
        with pytest.raises(LinkExpired) as caught:
            await bench.fetch(f"{double.address}/r.mp4")
    assert caught.value.notice.code == "link_expired"
    assert bench.pauses == []


@pytest.mark.parametrize(
    "url", ["", "r.mp4", "ftp://x/r.mp4", "file:///etc/passwd", "http://", "http://xn--a/", "https://[::1"]
)
async def test_what_is_no_link(url: str, tmp_path: Path) -> None:
    with pytest.raises(LinkExpired):
        await Bench(tmp_path / "p").fetch(url)


async def test_a_fresh_link_goes_on_where_the_dead_one_ended(tmp_path: Path) -> None:
    part = tmp_path / "p"
    async with Double([HEAD_AND_HALF, Scene(http(403)), GOOD]) as double:
        with pytest.raises(LinkExpired):
            await Bench(part).fetch(f"{double.address}/r.mp4?sig=old")
        assert part.stat().st_size == HALF
        got = await Bench(part).fetch(f"{double.address}/r.mp4?sig=fresh")
    assert got.sha256 == SHA
    assert [seen.headers.get("range") for seen in double.seen] == [None, FROM_HALF, FROM_HALF]


async def test_a_link_of_something_else_begins_anew(tmp_path: Path) -> None:
    part = tmp_path / "p"
    async with Double([HEAD_AND_HALF, Scene(http(403)), GOOD]) as double:
        with pytest.raises(LinkExpired):
            await Bench(part).fetch(f"{double.address}/r.mp4")
        assert (await Bench(part).fetch(f"{double.address}/another.mp4")).sha256 == SHA
    assert double.seen[2].headers.get("range") is None


async def test_a_whole_part_is_not_asked_for_again(tmp_path: Path) -> None:
    part = tmp_path / "p"
    part.write_bytes(DATA)
    note_of(part).write_text(json.dumps({"path": "/r.mp4", "validator": '"v1"', "total": len(DATA)}))
    async with Double([Scene(http(410))]) as double:
        assert (await Bench(part).fetch(f"{double.address}/r.mp4")).sha256 == SHA
    assert double.seen == []


async def test_a_whole_part_of_unknown_length_is_found_whole(tmp_path: Path) -> None:
    part = tmp_path / "p"
    part.write_bytes(DATA)
    note_of(part).write_text(json.dumps({"path": "/r.mp4", "validator": '"v1"', "total": None}))
    async with Double([GOOD]) as double:
        assert await Bench(part).fetch(f"{double.address}/r.mp4") == Downloaded(len(DATA), SHA)
    assert double.seen[0].headers["range"] == f"bytes={len(DATA) - OVERLAP}-"


async def test_a_whole_part_is_whole_by_416(tmp_path: Path) -> None:
    part = tmp_path / "p"
    part.write_bytes(DATA)
    note_of(part).write_text(json.dumps({"path": "/r.mp4", "validator": '"v1"', "total": None}))
    end = Scene(http(416, b"", {"Content-Range": f"bytes */{len(DATA)}"}))
    async with Double([end]) as double:
        assert await Bench(part).fetch(f"{double.address}/r.mp4") == Downloaded(len(DATA), SHA)


async def test_a_part_longer_than_the_file_is_thrown_away(tmp_path: Path) -> None:
    part = tmp_path / "p"
    part.write_bytes(DATA + b"tail")
    note_of(part).write_text(json.dumps({"path": "/r.mp4", "validator": '"v1"', "total": len(DATA)}))
    async with Double([GOOD]) as double:
        assert (await Bench(part).fetch(f"{double.address}/r.mp4")).sha256 == SHA
    assert part.read_bytes() == DATA


async def test_a_date_at_rest_proves_it_too(tmp_path: Path) -> None:
    dates = {"Last-Modified": "Mon, 02 Mar 2026 12:00:00 GMT", "Date": "Tue, 03 Mar 2026 12:00:00 GMT"}
    rest = Scene(http(206, DATA[AGAIN:], {"Content-Range": REST}))
    async with Double([Scene(http(200, DATA[:HALF], {**LENGTH, **dates}), End.CLOSE), rest]) as double:
        assert (await Bench(tmp_path / "p").fetch(f"{double.address}/r.mp4")).sha256 == SHA
    assert double.seen[1].headers["if-range"] == "Mon, 02 Mar 2026 12:00:00 GMT"


async def test_it_is_given_up_when_nothing_new_comes(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "p")
    async with Double([Scene(end=End.CLOSE)]) as double:
        with pytest.raises(DownloadFailed) as caught:
            await bench.fetch(f"{double.address}/r.mp4")
    assert caught.value.notice.code == "download_cut"
    assert bench.pauses == list(PAUSES)


async def test_a_redirect_to_what_is_no_address_is_given_up(tmp_path: Path) -> None:
    async with Double([Scene(http(302, b"", {"Location": "http://[::1"}))]) as double:
        with pytest.raises(DownloadFailed):
            await Bench(tmp_path / "p").fetch(f"{double.address}/r.mp4")


async def test_a_server_that_gives_little_and_cuts_is_given_up(tmp_path: Path) -> None:
    def one_byte_more(seen: Seen) -> bytes:
        start = int(seen.headers.get("range", "bytes=0-")[6:-1])
        if not start:
            return http(200, DATA[:9000], {**LENGTH, **TAG})
        end = start + OVERLAP
        return http(206, DATA[start : end + 1], {"Content-Range": f"bytes {start}-{end}/{len(DATA)}", **TAG})

    bench = Bench(tmp_path / "p")
    async with Double([Scene(one_byte_more, End.CLOSE)]) as double:
        with pytest.raises(DownloadFailed):
            await bench.fetch(f"{double.address}/r.mp4")
    assert len(double.seen) == len(PAUSES) + 1
    assert (tmp_path / "p").stat().st_size == 9000 + len(PAUSES)


@pytest.mark.parametrize("headers", [None, CHUNKED])
async def test_a_result_past_the_bound_is_refused(headers: dict[str, str] | None, tmp_path: Path) -> None:
    body = chunks(DATA) if headers else DATA
    bench = Bench(tmp_path / "p", largest=500_000)
    async with Double([Scene(http(200, body, headers))]) as double:
        with pytest.raises(DownloadFailed) as caught:
            await bench.fetch(f"{double.address}/r.mp4")
    assert caught.value.notice.code == "result_too_big"


async def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    async with Double([GOOD]) as double:
        with pytest.raises(FolderGone):
            await Bench(tmp_path / "gone" / "p").fetch(f"{double.address}/r.mp4")
    assert double.seen == []


async def test_nothing_of_us_goes_along(tmp_path: Path) -> None:
    async with Double([GOOD]) as other:
        moved = Scene(http(302, b"", {"Location": f"{other.address}/b.mp4", "Set-Cookie": "a=b"}))
        async with Double([moved]) as double:
            await Bench(tmp_path / "p").fetch(f"{double.address}/r.mp4")
    for seen in (*double.seen, *other.seen):
        assert "authorization" not in seen.headers
        assert "cookie" not in seen.headers
        assert "referer" not in seen.headers


async def test_progress_is_shown_from_nothing_to_all(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "p")
    async with Double([HEAD_AND_HALF, GOOD]) as double:
        await bench.fetch(f"{double.address}/r.mp4")
    assert bench.shown[0] == (0, len(DATA))
    assert bench.shown[-1] == (len(DATA), len(DATA))
    assert [done for done, _ in bench.shown] == sorted(done for done, _ in bench.shown)


async def test_a_stop_keeps_what_is_there(tmp_path: Path) -> None:
    part = tmp_path / "p"
    bench = Bench(part)
    slow = Scene(http(200, DATA[:HALF], {**LENGTH, **TAG}), End.HANG)
    async with Double([slow, GOOD]) as double:
        fetching = asyncio.ensure_future(bench.fetch(f"{double.address}/r.mp4"))
        await until(lambda: bench.shown)
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        kept = part.read_bytes()
        assert DATA.startswith(kept)
        assert (await Bench(part).fetch(f"{double.address}/r.mp4")).sha256 == SHA
    assert double.seen[1].headers.get("range") == (f"bytes={max(len(kept) - OVERLAP, 0)}-" if kept else None)


async def test_an_empty_file_is_whole_and_empty(tmp_path: Path) -> None:
    async with Double([Scene(http(200))]) as double:
        got = await Bench(tmp_path / "p").fetch(f"{double.address}/r.mp4")
    assert got == Downloaded(0, hashlib.sha256().hexdigest())


async def test_a_fault_of_the_listener_is_not_taken_for_a_cut(tmp_path: Path) -> None:
    def broken(done: int, total: int | None) -> None:
        raise ValueError("a fault of ours")

    async def pause(seconds: float) -> None:
        raise AssertionError("no cut happened")

    downloader = Downloader(pause)
    async with Double([GOOD]) as double:
        with pytest.raises(ValueError, match="a fault of ours"):
            await downloader.fetch(f"{double.address}/r.mp4", tmp_path / "p", on_progress=broken)
        await downloader.close()


async def test_several_at_once_do_not_mix(tmp_path: Path) -> None:
    answers: dict[str, Callable[[Seen], bytes]] = {"/a": file_answer(DATA), "/b": file_answer(OTHER)}
    downloader = Downloader(asyncio.sleep)
    async with Double([Scene(lambda seen: answers[seen.target](seen))]) as double:
        got = await asyncio.gather(
            *(
                downloader.fetch(f"{double.address}/{name}", tmp_path / name, on_progress=lambda *_: None)
                for name in "ab"
            )
        )
        await downloader.close()
    assert [one.sha256 for one in got] == [SHA, hashlib.sha256(OTHER).hexdigest()]
