"""Brings together what an edit needs: fetches and checks the video and pictures that the order names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import av
import httpx
from PIL import Image

from . import limits, pictures
from .faults import unreachable
from .folders import Folders
from .probe import CONTAINER, Probed, probe_video
from .render import Edit
from .sources import local_file
from .tasks import Task
from .wiring import as_picture

WAIT = httpx.Timeout(30.0, connect=10.0)
FETCH_SECONDS = 300.0
REDIRECTS_MAX = 5
INSETS_MAX = 4
LOOPBACK = ("all://127.0.0.1", "all://localhost", "all://[::1]")


@asynccontextmanager
async def open_fetcher() -> AsyncIterator[Fetcher]:
    """Open the client that fetches inputs: the system's certificates and proxy, no proxy for loopback."""
    async with httpx.AsyncClient(
        timeout=WAIT,
        follow_redirects=True,
        max_redirects=REDIRECTS_MAX,
        verify=_trust(),
        mounts=dict.fromkeys(LOOPBACK),
    ) as client:
        yield Fetcher(client)


@cache
def _trust() -> ssl.SSLContext:
    """Read the system's certificates, which takes a moment, once in a process."""
    return ssl.create_default_context()


class Fetcher:
    """Fetches over http and https, never more than a bound, never sending a key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch(self, url: str, path: Path, bound: int) -> Path:
        """Write what a URL holds to `path`. Raises EditFailed when it can't be had or is over the bound."""
        try:
            async with asyncio.timeout(FETCH_SECONDS), self._client.stream("GET", url) as response:
                if response.status_code != httpx.codes.OK:
                    raise unreachable(f"{url}: HTTP {response.status_code}")
                await _write(response, path, bound)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as fault:
            raise unreachable(f"{url}: {str(fault) or type(fault).__name__}") from fault
        return path


async def _write(response: httpx.Response, path: Path, bound: int) -> None:
    too_large = unreachable(f"{response.url}: more than {bound // 1048576} MB")
    if int(response.headers.get("content-length", 0)) > bound:
        raise too_large
    written = 0
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for chunk in response.aiter_bytes(1 << 18):
            written += len(chunk)
            if written > bound:
                raise too_large
            await asyncio.to_thread(file.write, chunk)
    finally:
        file.close()


async def gather(task: Task, folders: Folders, fetcher: Fetcher) -> Edit:
    """Fetch and check everything that a task needs. Raises EditFailed with what the service would say."""
    order, work = task.order, folders.work_of(task.id)

    async def had(reference: str, name: str, bound: int) -> Path:
        local = local_file(reference, folders, work)
        return local or await fetcher.fetch(reference, work / name, bound)

    async def picture(reference: str) -> Image.Image:
        path = await had(reference, "picture", pictures.BYTES_MAX)
        return await asyncio.to_thread(_read_picture, path)

    video = await had(order.video, "source", limits.BYTES_MAX)
    probed = await asyncio.to_thread(_checked, video)
    shown = [await picture(reference) for reference in order.references]
    shown += [
        await asyncio.to_thread(_opening, await had(guide, "guide", limits.BYTES_MAX))
        for guide in order.guides[:INSETS_MAX]
    ]
    return Edit(
        video=video,
        probed=probed,
        prompt=order.prompt,
        mode=order.mode,
        aspect_ratio=order.aspect_ratio,
        keep_sound=order.keep_sound,
        first_frame=await picture(order.first_frame) if order.first_frame else None,
        last_frame=await picture(order.last_frame) if order.last_frame else None,
        references=tuple(shown[:INSETS_MAX]),
    )


def _checked(video: Path) -> Probed:
    try:
        probed = probe_video(video)
    except (av.FFmpegError, LookupError) as fault:
        raise limits.not_a_video() from fault
    limits.check_video(probed, video.stat().st_size)
    return probed


def _read_picture(path: Path) -> Image.Image:
    return pictures.open_picture(path.read_bytes())


def _opening(clip: Path) -> Image.Image:
    """Return the first picture of a video that is only looked at."""
    try:
        with av.open(str(clip), format=CONTAINER) as container:
            frame = next(container.decode(video=0), None)
    except (av.FFmpegError, LookupError) as fault:
        raise limits.not_a_video() from fault
    if frame is None:
        raise limits.not_a_video()
    return as_picture(frame)
