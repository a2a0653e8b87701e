"""What a task says when its input can't be had or is outside the limits."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from kling_desktop.sandbox.faults import EditFailed
from kling_desktop.sandbox.limits import check_video
from kling_desktop.sandbox.probe import Probed, probe_video
from tests.support.clips import Clip, make_clip
from tests.unit.sandbox.conftest import OpenSite, Site, inline, png

MB = 1024 * 1024


def _video(**facts: object) -> Probed:
    usual: dict[str, object] = {
        "width": 1280,
        "height": 720,
        "rate": Fraction(24),
        "seconds": Fraction(5),
        "start": Fraction(0),
        "turn": 0,
        "pixel_aspect": Fraction(1),
        "has_sound": False,
    }
    return Probed(**{**usual, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"seconds": Fraction(3)},
        {"seconds": Fraction(1005, 100)},
        {"rate": Fraction(60)},
        {"rate": Fraction(30000, 1001)},
        {"width": 2160, "height": 720},
        {"width": 720, "height": 2160},
    ],
)
def test_what_is_within_the_limits_passes(facts: dict[str, object]) -> None:
    check_video(_video(**facts), 200 * MB)


@pytest.mark.parametrize(
    ("facts", "size", "words"),
    [
        ({"seconds": Fraction(299, 100)}, 1, "2.99 s long"),
        ({"seconds": Fraction(1006, 100)}, 1, "10.06 s long"),
        ({"rate": Fraction(24000, 1001)}, 1, "23.976 frames a second"),
        ({"rate": Fraction(120)}, 1, "120.000 frames a second"),
        ({"height": 718}, 1, "1280×718"),
        ({"width": 3840, "height": 2160}, 1, "3840×2160"),
        ({}, 201 * MB, "201 MB"),
    ],
)
def test_what_is_outside_is_named(facts: dict[str, object], size: int, words: str) -> None:
    with pytest.raises(EditFailed) as caught:
        check_video(_video(**facts), size)

    assert words in caught.value.detail


async def _error(site: Site, url: str, **fields: object) -> dict[str, object]:
    answer = await site.ended(await site.post_edit(url, **fields))
    assert "videos" not in answer
    return dict(answer["task_info"]["error"])  # type: ignore[index]


async def test_a_clip_outside_the_limits_fails_the_task(open_site: OpenSite, tmp_path: Path) -> None:
    film = make_clip(tmp_path / "film.mp4", Clip(rate="24000/1001", width=640, height=360))
    async with open_site() as site:
        error = await _error(site, await site.put(film.read_bytes()))

    assert error["code"] == 3002
    assert "23.976" in str(error["detail"])
    assert "640×360" in str(error["detail"])
    assert "outside the limits" in str(error["title"])


@pytest.mark.parametrize("name", ["clip.webm", "clip.txt"])
async def test_what_is_no_mp4_or_mov_fails_the_task(open_site: OpenSite, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("webm"):
        make_clip(path, Clip(seconds=0.2, width=320, height=240, codec="libvpx-vp9", sound=None))
    else:
        path.write_text("#EXTM3U\n#EXTINF:10,\n/etc/passwd\n")
    async with open_site() as site:
        error = await _error(site, await site.put(path.read_bytes(), name))

    assert error == {
        "code": 3002,
        "title": "The input is outside the limits",
        "detail": "video: not an mp4 or mov that can be read",
    }


async def test_a_video_that_cannot_be_fetched_fails_the_task(open_site: OpenSite) -> None:
    async with open_site() as site:
        cdn = site.server.upload_url.removesuffix("/upload")
        errors = [
            await _error(site, f"{cdn}/uploads/nothing.mp4"),
            await _error(site, "http://127.0.0.1:9/closed.mp4"),
            await _error(site, "http://no-such-host.invalid/v.mp4"),
        ]

    assert [error["code"] for error in errors] == [3003, 3003, 3003]
    assert "HTTP 404" in str(errors[0]["detail"])


async def test_a_video_is_fetched_from_loopback_past_any_proxy(
    open_site: OpenSite, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with open_site() as site:
        site.server.scenario({"edit": "copy"})
        first = await site.ended(await site.post_edit(await site.put(data)))
        again = await site.ended(await site.post_edit(first["videos"][0]))  # type: ignore[index]
        result = await site.plain.get(again["videos"][0])  # type: ignore[index]

    assert result.content == data
    assert len(site.server.record()["downloads"]) == 2
    assert site.server.record()["authorization_at_cdn"] == []


async def test_a_picture_behind_a_url_is_held_to_the_limits(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        small = await site.put(png(200, 200), "small.png")
        error = await _error(site, await site.put(data), images=[inline(png()), small])

    assert error["code"] == 3002
    assert "200×200" in str(error["detail"])


async def test_a_reference_video_is_shown_by_its_first_picture(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        url = await site.put(data)
        elements = [{"type": "video", "reference_videos": [url]}]
        site.server.scenario({"edit": "copy"})
        answer = await site.ended(await site.post_edit(url, elements=elements))
        error = await _error(
            site, url, elements=[{"type": "video", "reference_videos": [await site.put(png(), "a.mp4")]}]
        )

    assert "videos" in answer
    assert error["code"] == 3002


def test_a_turned_clip_stands_upright(clip: Path) -> None:
    upright = probe_video(clip)

    assert upright.upright == (Fraction(1280), Fraction(720))
    assert _video(turn=90).upright == (Fraction(720), Fraction(1280))
    assert _video(pixel_aspect=Fraction(4, 3)).upright == (Fraction(5120, 3), Fraction(720))
