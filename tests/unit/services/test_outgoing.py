"""What will be sent: each part of it, the bytes it comes to, and the same request as a command."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.cut import Range, Treatment
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.job import Link
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import plan
from kling_desktop.domain.recipe import Method
from kling_desktop.domain.request import (
    EditRequest,
    Element,
    ElementKind,
    ImageInput,
    Mode,
    ReferType,
    VideoInput,
)
from kling_desktop.domain.uploads import LINK_LIFE
from kling_desktop.services.bodies import Bodies
from kling_desktop.services.outgoing import Outgoing, PictureRole, as_curl
from kling_desktop.settings.sections import Account, Links
from tests.support.clips import Clip, make_clip
from tests.support.engine import LINK, SITE, Rig, edit, rig_at
from tests.support.jobs import make_job
from tests.support.practice import practice_rig

HOSTED = ImageInput("hosted", url="https://pictures.example/p.png?a=1&b='2'")
PLAIN: Any = {"pixel_format": "yuv420p", "cuts": (0,)}
UHD = MediaInfo("mov", "prores", 3840, 2160, 25, 1, 2000, 80.0, 9_000_000_000, True, "pcm", bits=10)
FIT = MediaInfo("mp4", "h264", 1280, 720, 24, 1, 120, 5.0, 2_912_345, True, "aac", **PLAIN)
LONG = replace(FIT, frames=480, seconds=20.0, size=12_000_000, cuts=(0, 120, 240, 360))
OTHER = VideoInput("https://clips.example/look/feel.mp4?sig=1", ReferType.FEATURE)


async def picture(rig: Rig, name: str, side: int = 300) -> ImageInput:
    path = rig.root / name
    Image.effect_noise((side, side), 80).save(path)
    return await rig.studio.clips.keep_image(str(path))


async def full(rig: Rig) -> EditRequest:
    face, side = await picture(rig, "face.png"), await picture(rig, "it's “side”.jpg", 500)
    return EditRequest(
        "给 @Video1 添加雪, \"quoted\" & $HOME `x` 'single' \\ back\nnext",
        videos=(VideoInput(LINK), OTHER),
        images=(face, HOSTED),
        elements=(Element(ElementKind.IMAGE, "Hero", face, (side, HOSTED)),),
        first_frame=face,
        last_frame=side,
        negative_prompt="blur",
        mode=Mode.STD,
        keep_sound=False,
    )


def run(command: str) -> list[str]:
    """What a POSIX shell makes of the command: the arguments that curl would get."""
    script = f"curl() {{ for each; do printf '%s\\0' \"$each\"; done; }}\n{command}\n"
    variables = {"MULEROUTER_API_KEY": "sk-of-the-shell", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-c", script], env=variables, capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def body_of(command: str) -> Any:
    arguments = run(command)
    return json.loads(arguments[arguments.index("--data-raw") + 1])


async def real_body(rig: Rig, request: EditRequest, form: RequestForm) -> bytes:
    links = tuple(Link(video.location) for video in request.videos)
    job = make_job(request=replace(request, may_drop=True), links=links)
    bodies = Bodies(rig.studio._inputs, rig.studio._workers, rig.studio.practice)
    return await bodies.body(job, form)


async def test_the_plain_edit_of_a_link(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        outgoing = await rig.studio.manifest.of(edit())
        assert outgoing.endpoint.startswith(f"{SITE}/vendors/klingai/v1/")
        assert (outgoing.host, outgoing.account, outgoing.is_practice) == ("127.0.0.1", SITE, False)
        assert (outgoing.form, outgoing.lost, outgoing.pictures) == (RequestForm.DOCUMENTED, (), ())
        (clip,) = outgoing.videos
        assert (clip.name, clip.host, clip.lifetime, clip.size) == (
            "A001C003.mp4",
            "clips.example",
            None,
            None,
        )
        assert outgoing.upload_bytes == 0


@pytest.mark.parametrize("form", RequestForm)
async def test_the_bytes_are_those_of_the_request(data: Path, video: bytes, form: RequestForm) -> None:
    async with rig_at(data, video) as rig:
        request = await full(rig)
        rig.studio.settings.replace(Account(request_form=form.value))
        outgoing = await rig.studio.manifest.of(request)
        assert outgoing.form is form
        assert outgoing.body_bytes == outgoing.total_bytes == len(await real_body(rig, request, form))


async def test_every_picture_is_listed_with_what_it_is(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        request = await full(rig)
        outgoing = await rig.studio.manifest.of(request)
        listed = [(each.picture.name, each.role, each.number) for each in outgoing.pictures]
        assert listed == [
            ("face.png", PictureRole.IMAGE, 1),
            ("hosted", PictureRole.IMAGE, 2),
            ("face.png", PictureRole.ELEMENT, 1),
            ("it's “side”.jpg", PictureRole.ELEMENT, 1),
            ("hosted", PictureRole.ELEMENT, 1),
            ("face.png", PictureRole.FIRST_FRAME, 1),
            ("it's “side”.jpg", PictureRole.LAST_FRAME, 1),
        ]
        face, hosted = outgoing.pictures[:2]
        assert face.encoded > face.size * 4 / 3 > 0
        assert (hosted.size, hosted.encoded) == (0, len(HOSTED.url))
        assert [clip.name for clip in outgoing.videos] == ["A001C003.mp4", "feel.mp4"]


async def test_videos_that_show_an_element_are_listed_in_both_forms(data: Path, video: bytes) -> None:
    turn = VideoInput("https://looks.example/hero/turn.mp4")
    hero = Element(ElementKind.VIDEO, "Hero", videos=(turn,))
    async with rig_at(data, video) as rig:
        request = replace(await full(rig), elements=(hero,))
        for form, names in (
            (RequestForm.DOCUMENTED, ["A001C003.mp4", "feel.mp4", "turn.mp4"]),
            (RequestForm.COMPACT, ["A001C003.mp4", "turn.mp4"]),
        ):
            await rig.studio.journal.remember_form(SITE, form)
            outgoing = await rig.studio.manifest.of(request)
            assert [clip.name for clip in outgoing.videos] == names
            last = outgoing.videos[-1]
            assert (last.element, last.host, last.size) == (1, "looks.example", None)
            assert [clip.element for clip in outgoing.videos[:-1]] == [0] * (len(names) - 1)


async def test_a_file_that_shows_an_element_is_listed_as_it_will_go(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    turn = make_clip(tmp_path / "turn.mp4", Clip(seconds=3.0, sound=None, rate="25"))
    hero = Element(ElementKind.VIDEO, "Hero", videos=(VideoInput(str(turn)),))
    async with rig_at(data, video) as rig:
        outgoing = await rig.studio.manifest.of(replace(await full(rig), elements=(hero,)))
        last = outgoing.videos[-1]
        assert (last.element, last.name) == (1, "turn.mp4")
        assert last.info is not None
        assert last.size
        assert outgoing.upload_bytes >= last.size
        assert "https://<turn.mp4>" in outgoing.curl


async def test_what_a_form_cannot_carry_is_named_and_not_listed(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        request = await full(rig)
        await rig.studio.journal.remember_form(SITE, RequestForm.COMPACT)
        outgoing = await rig.studio.manifest.of(request)
        assert (outgoing.form, outgoing.lost) == (RequestForm.COMPACT, ("extra_videos", "frames"))
        assert len(outgoing.videos) == 1
        assert {each.role for each in outgoing.pictures} == {PictureRole.IMAGE, PictureRole.ELEMENT}


async def test_a_local_clip_in_practice_stays_on_this_computer(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(video)
    async with practice_rig(data, video) as rig:
        request = replace(edit(), videos=(VideoInput(str(clip)),))
        outgoing = await rig.studio.manifest.of(request, {str(clip): FIT})
        (sent,) = outgoing.videos
        assert (sent.name, sent.host, sent.size) == ("clip.mp4", "127.0.0.1", FIT.size)
        assert sent.lifetime == 7 * 86_400
        assert (outgoing.is_practice, outgoing.account, outgoing.host) == (True, "Practice mode", "127.0.0.1")
        assert outgoing.upload_bytes == sent.size
        assert body_of(as_curl(outgoing))["video_list"][0]["video_url"] == "https://<clip.mp4>"
        assert rig.uploads.seen == []


async def test_a_local_clip_without_a_way_to_a_link_has_no_host(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        outgoing = await rig.studio.manifest.of(replace(edit(), videos=(VideoInput("/gone/clip.mp4"),)))
        assert (outgoing.videos[0].host, outgoing.videos[0].size) == ("", None)
        assert (outgoing.is_unread, outgoing.is_estimated, outgoing.upload_bytes) == (True, False, 0)


@pytest.mark.parametrize(
    ("info", "marked", "method", "frames"),
    [
        (FIT, None, Method.AS_IS, 120),
        (LONG, Range(120, 239), Method.COPY, 120),
        (UHD, Range(100, 219), Method.ENCODE, 144),
    ],
)
async def test_a_local_clip_counts_with_the_bytes_of_the_file_that_is_prepared_of_it(
    data: Path, video: bytes, info: MediaInfo, marked: Range | None, method: Method, frames: int
) -> None:
    handled = VideoInput("/clips/a.mov", range=marked, treatment=Treatment(handles=12))
    clip = handled if method is Method.ENCODE else replace(handled, treatment=Treatment(handles=0))
    async with rig_at(data, video) as rig:
        outgoing = await rig.studio.manifest.of(EditRequest("x", (clip,)), {clip.location: info})
    (sent,) = outgoing.videos
    assert sent.plan == plan(info, marked, clip.treatment)
    assert sent.plan is not None
    assert (sent.plan.method, sent.plan.frames) == (method, frames)
    assert outgoing.upload_bytes == sent.size == sent.plan.bytes
    assert outgoing.is_estimated is (method is not Method.AS_IS)
    assert (sent.size == info.size) is (method is Method.AS_IS)


async def test_a_clip_that_cannot_go_yet_counts_nothing(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        clip = VideoInput("/clips/a.mov")
        outgoing = await rig.studio.manifest.of(EditRequest("x", (clip,)), {clip.location: UHD})
    (sent,) = outgoing.videos
    assert sent.plan is not None
    assert sent.plan.refusal is not None
    assert (sent.size, outgoing.upload_bytes, outgoing.is_unread) == (None, 0, True)


async def test_an_edit_without_source_and_a_lost_picture_are_said(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        with pytest.raises(BadInput, match="source_missing"):
            await rig.studio.manifest.of(EditRequest("Snow"))
        with pytest.raises(BadInput, match="text_unsendable"):
            await rig.studio.manifest.of(edit("half \ud800"))
        lost = replace(edit(), images=(ImageInput("a", sha256="ab" * 32),))
        with pytest.raises(WorldFailed, match="input_gone"):
            await rig.studio.manifest.of(lost)


async def test_the_command_says_the_same_without_key_and_pictures(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        request = await full(rig)
        outgoing = await rig.studio.manifest.of(request)
        command = as_curl(outgoing)
        assert "sk-test" not in command
        assert len(command) < 4000
        assert run(command)[:7] == [
            "--request",
            "POST",
            outgoing.endpoint,
            "--header",
            "Authorization: Bearer sk-of-the-shell",
            "--header",
            "Content-Type: application/json",
        ]
        said = body_of(command)
        sent = json.loads(await real_body(rig, request, RequestForm.DOCUMENTED))
        assert said["images"][0] == "data:image/png;base64,<face.png>"
        assert said["images"][1] == sent["images"][1] == HOSTED.url
        for name in ("images", "elements", "first_frame", "last_frame"):
            said.pop(name), sent.pop(name)
        assert said == sent


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_prompt_breaks_out_of_the_shells_quotes(prompt: str) -> None:
    request = EditRequest(prompt, (VideoInput(LINK),))
    outgoing = Outgoing(
        request, "a", False, f"{SITE}/it's/edit", RequestForm.DOCUMENTED, (), (), (), body_bytes=0
    )
    assert body_of(as_curl(outgoing))["prompt"] == prompt
    assert run(as_curl(outgoing))[2] == outgoing.endpoint


@pytest.mark.parametrize(
    ("links", "host", "lifetime"),
    [
        (Links(), "", None),
        (Links(route="manual"), "", None),
        (Links(route="storage", preset="minio", place="https://s3.example", bucket=""), "", None),
        (
            Links(route="storage", preset="minio", place="https://s3.example", bucket="clips"),
            "s3.example",
            LINK_LIFE,
        ),
        (Links(route="form", form_address="https://share.example/up"), "share.example", None),
    ],
)
async def test_where_the_link_to_a_local_clip_will_lie(
    data: Path, video: bytes, links: Links, host: str, lifetime: float | None
) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.settings.replace(links)
        path = rig.root / "clip.mp4"
        path.write_bytes(video)
        (clip,) = (await rig.studio.manifest.of(EditRequest("x", (VideoInput(str(path)),)))).videos
        assert (clip.host, clip.lifetime) == (host, lifetime)
