"""The service port over TCP: keys, paths, methods, stages, pictures in the request."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from kling_desktop.sandbox.options import EDIT_PATH, SandboxOptions
from kling_desktop.sandbox.server import SandboxServer
from tests.unit.sandbox.conftest import COPY, OpenSite, inline, png, site_of

TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01")
VIDEO = [{"video_url": "http://127.0.0.1:9/none.mp4"}]


async def test_only_the_key_opens_the_door(open_site: OpenSite) -> None:
    async with open_site() as site:
        wrong = {"authorization": "Bearer another"}
        answers = [
            await site.plain.post(EDIT_PATH, json={}),
            await site.plain.post(EDIT_PATH, json={}, headers=wrong),
            await site.plain.get(f"{EDIT_PATH}/{uuid.uuid4()}", headers=wrong),
            await site.get(str(uuid.uuid4())),
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 404]


async def test_wrong_paths_and_methods(open_site: OpenSite) -> None:
    async with open_site() as site:
        answers = [
            await site.client.get("/vendors/klingai/v1/other"),
            await site.client.put(EDIT_PATH, json={}),
            await site.client.delete(f"{EDIT_PATH}/{uuid.uuid4()}"),
        ]

    assert [answer.status_code for answer in answers] == [404, 405, 405]
    assert all(answer.json() for answer in answers)


async def test_every_answer_carries_a_traceparent(open_site: OpenSite) -> None:
    async with open_site() as site:
        answers = [
            await site.client.get("/nowhere"),
            await site.plain.post(EDIT_PATH),
            await site.post(prompt="x"),
            await site.post(prompt="x", video_list=VIDEO),
        ]
    traces = [answer.headers["traceparent"] for answer in answers]

    assert [answer.status_code for answer in answers] == [404, 401, 422, 200]
    assert all(TRACE.fullmatch(trace) for trace in traces)
    assert len(set(traces)) == len(traces)


async def test_a_body_that_is_no_json_is_a_400(open_site: OpenSite) -> None:
    async with open_site() as site:
        answer = await site.client.post(EDIT_PATH, content=b"{")

    assert answer.status_code == 400
    assert not site.server.record()["posts"][0]["task_id"]  # type: ignore[index]


async def test_a_task_goes_through_its_stages_to_a_result(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        url = await site.put(data)
        site.server.scenario({"slow": 2.0}, COPY)
        made = (await site.post(prompt="Add snow", video_list=[{"video_url": url}])).json()
        task_id, seen = made["task_info"]["id"], [made["task_info"]["status"]]
        while "videos" not in (answer := (await site.get(task_id)).json()):
            seen.append(answer["task_info"]["status"])
        result = await site.plain.get(answer["videos"][0])

    # A busy machine may not see each stage; what is seen comes in this order and ends in the work.
    stages = list(dict.fromkeys(seen))
    assert stages == [stage for stage in ("pending", "queued", "processing") if stage in stages]
    assert (stages[0], stages[-1]) == ("pending", "processing")
    assert uuid.UUID(task_id).version == 4
    assert answer["task_info"] | {"updated_at": ""} == made["task_info"] | {
        "status": "completed",
        "updated_at": "",
    }
    assert datetime.fromisoformat(made["task_info"]["created_at"]).tzinfo is not None
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/public/[\w-]+/result_000\.mp4", answer["videos"][0])
    assert not answer["videos"][0].startswith(site.server.base_url)
    assert result.content == data


async def test_a_real_edit_from_end_to_end(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        task_id = await site.post_edit(await site.put(data), images=[inline(png())])
        answer = await site.ended(task_id)
        result = await site.plain.get(answer["videos"][0])  # type: ignore[index]

    assert answer["task_info"]["status"] == "completed"  # type: ignore[index]
    assert result.content[4:8] == b"ftyp"
    assert result.content.index(b"moov") < result.content.index(b"mdat")
    assert result.content != data


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        ("no base64 at all", "neither a URL nor Base64"),
        ("data:image/png,abc", "data URI"),
        (inline(b"plain text"), "jpg or png"),
        (inline(png(299, 400)), "at least 300"),
        (inline(png(1000, 300)), "1:2.5"),
        (inline(b"\x89PNG" + bytes(10 * 1024 * 1024)), "at most 10 MB"),
    ],
)
async def test_a_bad_picture_in_the_request_is_a_400(open_site: OpenSite, picture: str, words: str) -> None:
    async with open_site() as site:
        answer = await site.post(prompt="x", video_list=VIDEO, first_frame=picture)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("first_frame: ")
    assert words in answer.json()["detail"]


async def test_pictures_come_as_url_as_data_uri_and_bare(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        picture = await site.put(png(300, 750), "picture.png")
        site.server.scenario(COPY)
        task_id = await site.post_edit(
            await site.put(data),
            first_frame=picture,
            last_frame=f"data:image/png;base64,{inline(png())}",
            images=[inline(png())],
        )
        answer = await site.ended(task_id)

    assert answer["task_info"]["status"] == "completed", answer  # type: ignore[index]


async def test_the_compact_form_alone_can_be_demanded(open_site: OpenSite, data: bytes) -> None:
    async with open_site() as site:
        url = await site.put(data)
        site.server.scenario({"form": "compact"}, COPY)
        refused = await site.post(prompt="x", video_list=[{"video_url": url}])
        taken = await site.post(prompt="x", video=url, keep_audio=True)

    assert refused.status_code == 422
    assert {tuple(each["loc"]) for each in refused.json()["detail"]} == {
        ("body", "video"),
        ("body", "video_list"),
    }
    assert taken.status_code == 200


def _all_text(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.json"))


async def test_what_is_stored_names_no_address_and_no_key(
    open_site: OpenSite, data: bytes, tmp_path: Path
) -> None:
    async with open_site() as site:
        site.server.scenario(COPY)
        await site.ended(await site.post_edit(await site.put(data)))
        stored = _all_text(tmp_path)

    assert '"order"' in stored
    assert "127.0.0.1" not in stored
    assert site.server.key not in stored


async def test_without_control_nothing_can_be_steered(tmp_path: Path) -> None:
    with SandboxServer(SandboxOptions(tmp_path)) as server:
        async with site_of(server) as site:
            answers = [
                await site.client.post("/_control/scenario", json={}),
                await site.client.get("/_control/record"),
            ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(server.key) >= 24


async def test_control_over_http(open_site: OpenSite) -> None:
    async with open_site() as site:
        refused = await site.plain.post("/_control/scenario", json={"post": "503"})
        wrong = await site.client.post("/_control/scenario", json=[{"past": "503"}])
        await site.client.post("/_control/scenario", json=[{"post": "402"}, {"post": "503", "times": 1}])
        first = await site.post(prompt="x", video_list=VIDEO)
        await site.client.post("/_control/scenario", json={"reset": True})
        second = await site.post(prompt="x", video_list=VIDEO)
        record = (await site.client.get("/_control/record")).json()

    assert (refused.status_code, wrong.status_code) == (401, 400)
    assert (first.status_code, second.status_code) == (402, 200)
    assert [post["outcome"] for post in record["posts"]] == ["402", "200"]
    assert record["posts"][1]["task_id"] == second.json()["task_info"]["id"]
    assert json.loads(json.dumps(record)) == site.server.record()


async def test_the_same_request_has_the_same_hash_however_it_is_written(open_site: OpenSite) -> None:
    async with open_site() as site:
        await site.post(prompt="x", video_list=VIDEO)
        await site.client.post(EDIT_PATH, content=json.dumps({"video_list": VIDEO, "prompt": "x"}, indent=3))
        await site.post(prompt="y", video_list=VIDEO)
    hashes = [post["body_sha256"] for post in site.server.record()["posts"]]  # type: ignore[index]

    assert hashes[0] == hashes[1] != hashes[2]


def test_a_taken_port_is_said(server: SandboxServer, tmp_path: Path) -> None:
    taken = httpx.URL(server.base_url).port or 0

    with pytest.raises(OSError, match="in use"), SandboxServer(SandboxOptions(tmp_path / "b", port=taken)):
        pass
