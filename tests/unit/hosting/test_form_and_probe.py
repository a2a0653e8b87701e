"""A form of the user's own, and the first look at a link, against a local server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kling_desktop.api.exchange import Patience
from kling_desktop.api.pools import Pools
from kling_desktop.domain.errors import BadInput, UploadFailed, UploadRefused
from kling_desktop.hosting.form import UploadForm, link_in, upload
from kling_desktop.hosting.link_probe import LOOKED_AT, look_at
from tests.support.double import Double, End, Scene, http
from tests.support.storage import FormServer, free_port

FTYP = b"\x00\x00\x00\x20ftypisom" + bytes(100)


def pools() -> Pools:
    return Pools(Patience(connect=5, write=5, read=5, whole=10), 2, 1.0)


@pytest.mark.parametrize(
    ("answer", "path"), [("json", "data.files.0.url"), ("pattern", r"href='([^']+)'"), ("body", "")]
)
async def test_the_link_is_read_from_the_answer(tmp_path: Path, answer: str, path: str) -> None:
    clip = tmp_path / "client name.mp4"
    clip.write_bytes(os.urandom(3 << 20))
    told: list[float] = []
    clients = pools()
    async with FormServer(answer) as server:
        form = UploadForm(f"{server.address}/up", "clip", answer, path)
        link = await upload(clients, form, clip, "0a1b.mp4", told.append)
        assert link == f"{server.address}/files/0a1b.mp4"
        assert server.files == {"0a1b.mp4": clip.read_bytes()}
        look = await look_at(clients, link)
        assert look.is_fetchable
        assert look.size == 3 << 20
    assert told[-1] == 1.0
    await clients.close()


@pytest.mark.parametrize(
    ("status", "code", "kind"), [(403, "form_refused", UploadRefused), (502, "form_busy", UploadFailed)]
)
async def test_a_form_that_refuses(tmp_path: Path, status: int, code: str, kind: type[UploadFailed]) -> None:
    clip = tmp_path / "a.mp4"
    clip.write_bytes(b"x")
    clients = pools()
    async with FormServer() as server:
        server.status = status
        with pytest.raises(kind) as caught:
            await upload(
                clients, UploadForm(server.address, "clip", "json", "url"), clip, "a.mp4", lambda _: None
            )
    assert caught.value.notice.code == code
    await clients.close()


async def test_a_form_that_is_not_there(tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    clip.write_bytes(b"x")
    clients = pools()
    form = UploadForm(f"http://127.0.0.1:{free_port()}/", "clip", "body", "")
    with pytest.raises(UploadFailed, match="form_unreachable"):
        await upload(clients, form, clip, "a.mp4", lambda _: None)
    await clients.close()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (UploadForm("", "clip", "body", ""), "form_address"),
        (UploadForm("https://h.example", "a b", "body", ""), "form_field"),
        (UploadForm("https://h.example", "clip", "pattern", "("), "form_pattern"),
    ],
)
def test_a_form_that_cannot_be_right(form: UploadForm, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        form.check()


@pytest.mark.parametrize(
    ("text", "answer", "path", "link"),
    [
        ('{"url": "/f/1.mp4"}', "json", "url", "https://h.example/f/1.mp4"),
        ('[{"a": "https://x.example/1"}]', "json", "0.a", "https://x.example/1"),
        ("see https://x.example/1.mp4 now", "pattern", r"https://\S+", "https://x.example/1.mp4"),
    ],
)
def test_links_in_answers(text: str, answer: str, path: str, link: str) -> None:
    assert link_in(text, UploadForm("https://h.example/up", "f", answer, path)) == link


@pytest.mark.parametrize(
    ("text", "answer", "path"),
    [
        ("{}", "json", "url"),
        ("no", "json", "url"),
        ('{"url": 1}', "json", "url"),
        ("x", "pattern", "y"),
        ("", "body", ""),
        ("ftp://h/a", "body", ""),
        ("https://h.example/a b", "body", ""),
    ],
)
def test_answers_without_a_link(text: str, answer: str, path: str) -> None:
    with pytest.raises(UploadRefused, match="form_no_link"):
        link_in(text, UploadForm("https://h.example/up", "f", answer, path))


async def test_a_look_asks_by_get_for_the_first_bytes_and_reads_no_more() -> None:
    endless = (
        http(200, b"", {"Content-Length": "", "Content-Type": "video/mp4"}) + FTYP + bytes(LOOKED_AT * 4)
    )
    clients = pools()
    async with Double([Scene(endless, End.HANG)]) as server:
        look = await look_at(clients, f"{server.address}/a")
        assert server.seen[0].method == "GET"
        assert server.seen[0].headers["range"] == f"bytes=0-{LOOKED_AT - 1}"
    assert (look.status, look.is_video, look.size, len(look.head)) == (200, True, None, LOOKED_AT)
    await clients.close()


@pytest.mark.parametrize(
    ("answer", "is_video", "is_page", "size"),
    [
        (
            http(206, FTYP, {"Content-Type": "application/octet-stream", "Content-Range": "bytes 0-111/900"}),
            True,
            False,
            900,
        ),
        (http(200, b"<!DOCTYPE html><html>", {"Content-Type": "text/html; charset=utf-8"}), False, True, 21),
        (http(200, b"\n<html>", {"Content-Type": "video/mp4"}), False, True, 7),
        (http(200, b"%PDF-1.7", {"Content-Type": "application/pdf"}), False, False, 8),
        (http(403), False, False, 0),
    ],
)
async def test_what_a_link_leads_to(answer: bytes, is_video: bool, is_page: bool, size: int) -> None:
    clients = pools()
    async with Double([Scene(answer)]) as server:
        look = await look_at(clients, f"{server.address}/a")
    assert (look.is_video, look.is_page, look.size) == (is_video, is_page, size)
    await clients.close()


async def test_redirects_are_followed_but_not_for_ever() -> None:
    clients = pools()
    async with Double([Scene(http(302, b"", {"Location": "/b"})), Scene(http(200, FTYP))]) as server:
        assert (await look_at(clients, f"{server.address}/a")).is_video
    async with Double([Scene(http(302, b"", {"Location": "/b"}))]) as server:
        assert (await look_at(clients, f"{server.address}/a")).status == 302
        assert len(server.seen) == 6
    await clients.close()


async def test_nobody_there_is_told_not_raised() -> None:
    clients = pools()
    look = await look_at(clients, f"http://127.0.0.1:{free_port()}/a")
    assert (look.status, look.host) == (0, "127.0.0.1")
    assert look.reason
    assert (await look_at(clients, "http://127.0.0.1:99999/")).status == 0
    await clients.close()
