"""The services that the contract is held against: the twin of the double, and the practice service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx
import jsonschema

from kling_desktop.sandbox.options import SandboxOptions
from kling_desktop.sandbox.server import SandboxServer
from tests.support.twin import Twin

KEY = "practice-key"
RESULT = bytes(range(256)) * 4000
Check = Callable[[object], None]


class Misbehave(Protocol):
    """Makes a service do one thing wrong, once."""

    def __call__(self, point: str, word: str, **values: Any) -> None: ...


@dataclass(frozen=True)
class Place:
    """A service that can be told to misbehave: its address, the address of a clip, what it saw."""

    address: str
    clip: str
    misbehave: Misbehave
    accepted: Callable[[], int]
    leaks: Callable[[], list[Any]]
    take_only: Callable[[str], None]


@asynccontextmanager
async def twin_place(folder: Path, clip: Path, checks: dict[str, Check]) -> AsyncIterator[Place]:
    def refusals(body: object, form: str) -> str:
        said = ""
        for name, check in checks.items():
            if form in ("", name):
                try:
                    check(body)
                except jsonschema.ValidationError as error:
                    said = error.message
                else:
                    return ""
        return said

    async with Twin(KEY, RESULT, refusals) as twin:
        yield Place(
            twin.address,
            "https://clips.invalid/clip.mp4",
            twin.misbehave,
            lambda: len(twin.tasks),
            lambda: twin.leaks,
            lambda form: setattr(twin, "form", form),
        )


@asynccontextmanager
async def sandbox_place(folder: Path, clip: Path, checks: dict[str, Check]) -> AsyncIterator[Place]:
    async with SandboxServer(SandboxOptions(folder / "sandbox", key=KEY)) as server:
        server.scenario({"edit": "copy"})

        def misbehave(point: str, word: str, **values: Any) -> None:
            server.scenario({point: word, "times": 1, **values})

        yield Place(
            server.base_url,
            await _uploaded(server.upload_url, clip),
            misbehave,
            lambda: sum(1 for post in server.record()["posts"] if _task_of(post)),
            lambda: server.record()["authorization_at_cdn"],
            lambda form: server.scenario({"form": form}),
        )


def _task_of(post: object) -> object:
    return post.get("task_id") if isinstance(post, dict) else None


async def _uploaded(address: str, clip: Path) -> str:
    data = await asyncio.to_thread(clip.read_bytes)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.put(
            f"{address}/clip.mp4", content=data, headers={"Authorization": f"Bearer {KEY}"}
        )
    return str(answer.json()["url"])


OpenPlace = Callable[[Path, Path, dict[str, Check]], AbstractAsyncContextManager[Place]]
PLACES: dict[str, OpenPlace] = {"double": twin_place, "sandbox": sandbox_place}
