"""Local clips on a live account: uploaded once, renewed in time, removed after the last; never paid in vain."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.cli.edit import follow
from kling_desktop.cli.report import Exit
from kling_desktop.domain.errors import BadInput, Doubtful, UploadRefused
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.network import ProxyChoice, SignIn
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.storage import KeyPair
from kling_desktop.domain.uploads import LINK_LIFE, Route, Upload
from kling_desktop.hosting.parts import PART, PartsLost, PartUploads
from kling_desktop.hosting.s3 import S3Hosting
from kling_desktop.services.clock import SystemClock
from kling_desktop.services.jobs import is_resting
from kling_desktop.services.links import LEAST_LINK_LIFE
from tests.support.clips import Clip, make_clip
from tests.support.company import Proxy
from tests.support.double import Double, Scene, http
from tests.support.engine import Rig, accepted, failed, lost, refused, rig_at, running
from tests.support.storage import BUCKET, KEYS, FormServer, Storage, by_form, clients, fetched, storage
from tests.support.waiting import until
from tests.support.way import Way


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that goes as it is."""
    return make_clip(
        tmp_path_factory.mktemp("clip") / "A001.mp4", Clip(picture="color=c=0x808080", sound=None)
    )


@pytest.fixture(scope="module")
def whole_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with storage(tmp_path_factory.mktemp("storage")) as running_server:
        yield running_server


@pytest.fixture
def server(whole_server: Storage) -> Storage:
    """The server with an empty bucket."""
    for path in whole_server.folder.iterdir():
        path.unlink()
    return whole_server


def local(clip: Path, prompt: str = "Add snow to @Video1") -> EditRequest:
    return EditRequest(prompt, (VideoInput(str(clip)),))


async def use_storage(rig: Rig, server: Storage, keys: KeyPair = KEYS) -> None:
    routes = rig.studio.routes
    await routes.save_keys(keys)
    routes.change(replace(routes.chosen, preset="minio", place=server.address, bucket=BUCKET))
    await routes.choose(Route.STORAGE)


def sent(rig: Rig, number: int = -1) -> str:
    """The link of the clip in a POST."""
    body = json.loads(rig.service.bodies[number])
    found = [value for value in _texts(body) if value.startswith("http")]
    return found[0]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


async def rest(rig: Rig, job: EditJob) -> EditJob:
    await until(lambda: is_resting(rig.job(job.id)), seconds=30)
    return rig.job(job.id)


async def test_without_a_way_nothing_is_begun(data: Path, video: bytes, clip: Path) -> None:
    async with rig_at(data, video) as rig:
        with pytest.raises(BadInput) as caught:
            await rig.send(local(clip))
        assert caught.value.notice.code == "route_missing"
        rig.studio.routes.change(replace(rig.studio.routes.chosen, route="manual", is_forbidden=True))
        with pytest.raises(BadInput) as caught:
            await rig.send(local(clip))
        assert caught.value.notice.code == "links_forbidden"


async def test_a_clip_is_uploaded_sent_and_removed(
    data: Path, video: bytes, clip: Path, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        rig.service.gate = asyncio.Event()
        job = await rig.send(local(clip))
        await rig.service.posting.wait()
        assert await fetched(sent(rig)) == (200, clip.read_bytes())
        assert clip.stem not in sent(rig)
        (upload,) = await rig.studio.journal.uploads()
        assert upload.users == {job.id}
        rig.service.gate.set()
        assert (await rest(rig, job)).state is JobState.DONE
        await until(lambda: not server.names)
        await _forgotten(rig)


async def test_a_clip_that_is_just_being_removed_is_uploaded_anew(
    data: Path, video: bytes, clip: Path, server: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    removing, may_end, removed = (asyncio.Event() for _ in range(3))
    remove = S3Hosting.remove

    async def slow(hosting: S3Hosting, name: str) -> None:
        removing.set()
        await may_end.wait()
        await remove(hosting, name)
        removed.set()

    monkeypatch.setattr(S3Hosting, "remove", slow)
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        job = await rest(rig, await rig.send(local(clip)))
        await removing.wait()
        rig.service.gate = asyncio.Event()
        rig.service.posting.clear()
        again = await rig.studio.jobs.run_again(job.id)
        await rig.service.posting.wait()
        may_end.set()
        await removed.wait()
        assert await fetched(sent(rig)) == (200, clip.read_bytes())
        rig.service.gate.set()
        assert (await rest(rig, again)).state is JobState.DONE
        await _forgotten(rig)


async def _forgotten(rig: Rig) -> None:
    for _ in range(500):
        if not await rig.studio.journal.uploads():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the upload is still in the journal")


async def test_the_same_content_is_uploaded_once_and_goes_with_its_last_user(
    data: Path, video: bytes, clip: Path, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        rig.service.gets = [running()]
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        first = await rig.send(local(clip, "snow on @Video1"))
        second = await rig.send(local(clip, "rain on @Video1"))
        await until(lambda: len(rig.service.bodies) == 2)
        assert len({sent(rig, 0), sent(rig, 1)}) == 1
        assert len(server.names) == 1
        rig.studio.jobs.stop(first.id)
        await until(lambda: rig.job(first.id).state is JobState.STOPPED)
        rig.service.gets = [failed()]
        await until(lambda: rig.job(second.id).state is JobState.FAILED, seconds=30)
        await rig.studio.uploads.sweep()
        # A stopped task may still be fetched: its clip stays until the link ends.
        assert len(server.names) == 1
        rig.clock.jump += LINK_LIFE
        await rig.studio.uploads.sweep()
        assert server.names == []
        assert await rig.studio.journal.uploads() == ()


async def test_an_upload_that_is_refused_is_never_paid_for(
    data: Path, video: bytes, clip: Path, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server, KeyPair(KEYS.key_id, "wrong"))
        job = await rest(rig, await rig.send(local(clip)))
        assert job.state is JobState.PREPARING
        assert job.held is not None
        assert job.held.code == "storage_secret"
        assert rig.service.bodies == []
        assert await rig.studio.journal.uploads() == ()
        await rig.studio.routes.save_keys(KEYS)
        await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
        assert len(rig.service.bodies) == 1


async def test_a_storage_that_is_not_there_is_tried_again(
    data: Path, video: bytes, clip: Path, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        routes = rig.studio.routes
        await routes.save_keys(KEYS)
        routes.change(replace(routes.chosen, preset="minio", place="http://127.0.0.1:9", bucket=BUCKET))
        await routes.choose(Route.STORAGE)
        job = await rig.send(local(clip))
        await until(lambda: rig.studio.progress.of(job.id).trouble is not None, seconds=30)
        assert rig.studio.progress.of(job.id).trouble == Notice("waits_for_network", {"host": "127.0.0.1"})
        assert rig.job(job.id).held is None
        await until(lambda: rig.studio.connection.seconds_lost > 0)
        assert rig.service.bodies == []
        with storage(tmp_path / "late") as late:
            routes.change(replace(routes.chosen, place=late.address))
            await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)


@pytest.mark.parametrize("parts", [0, 1])
async def test_a_proxy_that_refuses_the_sign_in_is_said_at_once_and_not_asked_again_and_again(
    data: Path, video: bytes, clip: Path, server: Storage, tmp_path: Path, parts: int
) -> None:
    padding = parts * PART
    source = tmp_path / "source.mp4"
    source.write_bytes(clip.read_bytes() + (padding + 8).to_bytes(4, "big") + b"free" + os.urandom(padding))
    async with rig_at(data, video) as rig, Proxy(server.port, "anna", "right") as proxy:
        network = rig.studio.network
        await network.use_address(proxy.address.replace("//", "//anna:wrong@"))
        rig.studio.settings.replace(replace(network.chosen, proxy=ProxyChoice.OWN))
        far = replace(server, address=f"http://s3.example:{server.port}")
        await use_storage(rig, far)
        job = await rig.send(local(source))
        await until(lambda: rig.job(job.id).held is not None, seconds=30)
        held = rig.job(job.id).held
        assert held is not None
        assert held.code == "way_sign_in"
        assert held.values["proxy"] == "127.0.0.1"
        asked = len(proxy.asked)
        later = rig.clock.now() + 600
        await until(lambda: rig.clock.now() >= later)
        assert len(proxy.asked) == asked
        await network.sign_in(SignIn("anna", "right"))
        await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
        assert len(rig.service.bodies) == 1


async def test_an_upload_says_that_it_waits_and_goes_on_after_a_restart(
    data: Path, video: bytes, clip: Path, server: Storage, tmp_path: Path
) -> None:
    large = tmp_path / "large.mp4"
    # Six parts, by a box that players pass over.
    padding = 5 * PART
    large.write_bytes(clip.read_bytes() + (padding + 8).to_bytes(4, "big") + b"free" + os.urandom(padding))
    async with rig_at(data, video) as rig:
        async with Way(server.port, stands_still_after=4 * PART + PART // 2) as way:
            port = way.port
            await use_storage(rig, replace(server, address=f"http://127.0.0.1:{port}"))
            job = await rig.send(local(large))
            await way.stands_still.wait()
        waits = Notice("waits_for_network", {"host": "127.0.0.1"})
        await until(lambda: rig.studio.progress.of(job.id).trouble == waits, seconds=30)
        assert rig.studio.progress.of(job.id).fraction
        (begun,) = await rig.studio.journal.uploads()
        assert begun.multipart
        await rig.studio.close()
        async with Way(server.port).at(port) as way:
            await rig.start()
            await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
            assert way.passed < 4 * PART
        assert len(rig.service.bodies) == 1


async def test_the_parts_of_an_upload_that_is_refused_do_not_stay(
    data: Path, video: bytes, clip: Path, server: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.mp4"
    padding = PART
    large.write_bytes(clip.read_bytes() + (padding + 8).to_bytes(4, "big") + b"free" + os.urandom(padding))
    begun: list[tuple[str, str]] = []

    async def refuse(_self: PartUploads, _path: Path, name: str, upload_id: str, *_: object) -> None:
        begun.append((name, upload_id))
        raise UploadRefused("storage_full", bucket=BUCKET, host="127.0.0.1", status="507", said="full")

    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        with monkeypatch.context() as patched:
            patched.setattr(PartUploads, "send", refuse)
            job = await rest(rig, await rig.send(local(large)))
        assert job.held is not None
        assert job.held.code == "storage_full"
        assert await rig.studio.journal.uploads() == ()
        ((name, multipart),) = begun
        async with clients() as pools:
            parts = (await rig.studio.routes.storage()).parts(pools, SystemClock())
            with pytest.raises(PartsLost):
                await parts.send(large, name, multipart, lambda _: None)


async def test_what_was_sent_of_a_job_that_was_stopped_is_dropped_at_the_next_start(
    data: Path, video: bytes, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        async with clients() as pools:
            parts = (await rig.studio.routes.storage()).parts(pools, SystemClock())
            multipart = await parts.begin("left.mp4")
            left = Upload(
                "ab" * 32, Route.STORAGE, rig.studio.routes.place, "left.mp4", 1.0, multipart=multipart
            )
            await rig.studio.journal.add_upload(left)
            await rig.studio.close()
            await rig.start()
            await _forgotten(rig)
            with pytest.raises(PartsLost):
                await parts.send(Path(__file__), "left.mp4", multipart, lambda _: None)


async def test_a_link_that_is_soon_to_end_is_renewed_before_it_is_paid_for(
    data: Path, video: bytes, clip: Path, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        rig.studio.jobs.pause()
        job = await rig.send(local(clip))
        await until(lambda: rig.job(job.id).state is JobState.READY, seconds=30)
        before = rig.job(job.id).links[0]
        assert before.expires is not None
        rig.clock.jump += LINK_LIFE - LEAST_LINK_LIFE / 2
        rig.studio.jobs.resume()
        await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
        after = rig.job(job.id).links[0]
        assert after.expires is not None
        assert after.expires > before.expires + LEAST_LINK_LIFE
        assert sent(rig) == after.url
        assert len(rig.service.bodies) == 1


async def test_a_lost_answer_keeps_the_clip_until_its_link_ends(
    data: Path, video: bytes, clip: Path, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        rig.service.posts = [lost()]
        job = await rest(rig, await rig.send(local(clip)))
        assert job.state is JobState.UNKNOWN
        await rig.studio.uploads.sweep()
        assert len(server.names) == 1
        rig.clock.jump += LINK_LIFE
        await rig.studio.uploads.sweep()
        # The program sweeps by itself too: who comes second does not wait for the first.
        await until(lambda: server.names == [], seconds=30)


async def test_what_was_never_finished_is_removed_at_the_next_start(
    data: Path, video: bytes, clip: Path, server: Storage
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        place = rig.studio.routes.place
        (server.folder / "left.mp4").write_bytes(b"half")
        await rig.studio.journal.add_upload(Upload("ab" * 32, Route.STORAGE, place, "left.mp4", 1.0))
        await rig.studio.close()
        await rig.start()
        await until(lambda: server.names == [], seconds=30)
        await _forgotten(rig)


async def test_a_clip_uploaded_by_hand_waits_for_its_link_across_restarts(
    data: Path, video: bytes, clip: Path
) -> None:
    async with rig_at(data, video) as rig:
        await rig.studio.routes.choose(Route.MANUAL)
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        job = await rest(rig, await rig.send(local(clip)))
        assert job.held is not None
        assert job.held.code == "paste_link"
        await rig.studio.close()
        await rig.start()
        await until(lambda: job.id in rig.studio.ledger.jobs)
        assert rig.job(job.id).held == job.held
        content = Path(str(job.held.values["path"])).read_bytes()
        good = Scene(http(200, content, {"Content-Type": "video/mp4"}))
        page = Scene(http(200, b"<!DOCTYPE html><title>A001</title>", {"Content-Type": "text/html"}))
        other = Scene(http(200, content + b"more", {"Content-Type": "video/mp4"}))
        async with Double([page, other, good, good]) as host:
            link = f"{host.address}/A001.mp4?dl=1"
            for code in ("link_is_page", "link_other_clip"):
                with pytest.raises(BadInput) as caught:
                    await rig.studio.jobs.give_link(job.id, link)
                assert caught.value.notice.code == code
            with pytest.raises(Doubtful, match="link_private"):
                await rig.studio.jobs.give_link(job.id, link, is_sure=False)
            assert rig.job(job.id).held == job.held
            assert rig.service.bodies == []
            warning = await rig.studio.jobs.give_link(job.id, link)
            assert warning is not None
            assert warning.code == "link_private"
            assert [seen.method for seen in host.seen] == ["GET"] * 4
            assert host.seen[0].headers["range"] == "bytes=0-65535"
            await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
            assert sent(rig) == link
            # The same clip again needs no second upload.
            again = await rig.studio.jobs.run_again(job.id)
            await until(lambda: rig.job(again.id).state is JobState.DONE, seconds=20)
        with pytest.raises(BadInput, match="link_not_wanted"):
            await rig.studio.jobs.give_link(job.id, link)


async def test_a_form_of_ones_own_has_to_be_understood_first(data: Path, video: bytes, clip: Path) -> None:
    async with rig_at(data, video) as rig, FormServer("json") as host:
        routes = rig.studio.routes
        routes.change(by_form(routes.chosen, host))
        await routes.choose(Route.FORM)
        with pytest.raises(BadInput, match="form_not_understood"):
            await rig.send(local(clip))
        routes.change(replace(routes.chosen, is_form_understood=True))
        host.status = 403
        job = await rest(rig, await rig.send(local(clip)))
        assert job.held is not None
        assert job.held.code == "form_refused"
        host.status = 200
        rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=30)
        assert list(host.files.values()) == [clip.read_bytes()]
        assert clip.stem not in sent(rig)


async def test_a_refused_edit_removes_its_clip(data: Path, video: bytes, clip: Path, server: Storage) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server)
        rig.service.posts = [refused(402)]
        job = await rest(rig, await rig.send(local(clip)))
        assert job.state is JobState.FAILED
        await until(lambda: not server.names)


async def test_the_terminal_leaves_a_clip_that_wants_its_link_in_the_journal(
    data: Path, video: bytes, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with rig_at(data, video) as rig:
        await rig.studio.routes.choose(Route.MANUAL)
        job = await rig.send(local(clip))
        assert await follow(rig.studio, job, as_json=True, no_wait=False, give_up=600.0) is Exit.BAD_INPUT
        held = rig.job(job.id).held
        assert held is not None
        assert held.code == "paste_link"
        assert str(held.values["path"]) in capsys.readouterr().err
