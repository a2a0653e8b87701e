"""A stand-in service on real ports, a client that has its key, and small clips to send."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image

from kling_desktop.sandbox.options import EDIT_PATH, SandboxOptions
from kling_desktop.sandbox.server import SandboxServer
from tests.support.clips import Clip, make_clip

KEY = "practice-key"
ENDED = {"completed", "succeeded", "failed"}
COPY: Mapping[str, object] = {"edit": "copy"}


@dataclass(frozen=True)
class Site:
    """A server and a client that carries its key; `plain` is one that carries none."""

    server: SandboxServer
    client: httpx.AsyncClient
    plain: httpx.AsyncClient

    async def put(self, data: bytes, name: str = "clip-1.mp4") -> str:
        answer = await self.client.put(f"{self.server.upload_url}/{name}", content=data)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["url"])

    async def post(self, **fields: object) -> httpx.Response:
        return await self.client.post(EDIT_PATH, json=fields)

    async def post_edit(self, url: str, **fields: object) -> str:
        words = {"prompt": "Add snow falling to @Video1", "mode": "std"} | fields
        answer = await self.post(video_list=[{"video_url": url}], **words)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["task_info"]["id"])

    async def get(self, task_id: str) -> httpx.Response:
        return await self.client.get(f"{EDIT_PATH}/{task_id}")

    async def ended(self, task_id: str) -> dict[str, object]:
        """Poll until the task has ended and return the last answer."""
        while True:
            answer = (await self.get(task_id)).json()
            if str(answer["task_info"]["status"]).lower() in ENDED:
                return dict(answer)
            await asyncio.sleep(0.02)


OpenSite = Callable[[], AbstractAsyncContextManager[Site]]


@pytest.fixture
def options(tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(tmp_path / "sandbox", key=KEY, has_control=True)


@pytest.fixture
def server(options: SandboxOptions) -> Iterator[SandboxServer]:
    with SandboxServer(options) as running:
        yield running


@pytest.fixture
def open_site(server: SandboxServer) -> OpenSite:
    """Opens clients for the running server; to be used inside the test's own loop."""
    return lambda: site_of(server)


@asynccontextmanager
async def site_of(server: SandboxServer) -> AsyncIterator[Site]:
    """Open clients for a server."""
    headers = {"authorization": f"Bearer {server.key}"}
    async with (
        httpx.AsyncClient(base_url=server.base_url, headers=headers, trust_env=False) as client,
        httpx.AsyncClient(base_url=server.base_url, trust_env=False) as plain,
    ):
        yield Site(server, client, plain)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds that are within every limit, with sound."""
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", Clip())


@pytest.fixture(scope="session")
def data(clip: Path) -> bytes:
    """The bytes of that clip."""
    return clip.read_bytes()


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a second at 25 frames a second with sound, for edits that skip the service's limits."""
    return make_clip(tmp_path_factory.mktemp("clips") / "short.mp4", Clip(seconds=0.52, rate="25"))


def png(width: int = 400, height: int = 300, colour: str = "red") -> bytes:
    """A plain picture."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def inline(data: bytes) -> str:
    """A picture as bare Base64."""
    return base64.b64encode(data).decode()
