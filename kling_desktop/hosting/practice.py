"""Uploads in practice mode: the sandbox takes the clip in place of a bucket."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from kling_desktop.domain.errors import UploadFailed

CHUNK = 1 << 20
PREFIX = "sandbox:"
"""How an upload to the sandbox is saved: by its path, since the address changes with every start."""
KEPT_FOR = 7 * 86_400.0
"""Seconds that the sandbox keeps an upload."""
OnProgress = Callable[[float], None]


class PracticeHosting:
    """Uploads to the sandbox at `upload_url`; owns nothing between calls."""

    def __init__(self, upload_url: str, key: str) -> None:
        """`key` is the sandbox's own, never a real one."""
        self._upload_url = upload_url
        self._key = key

    async def upload(self, path: Path, on_progress: OnProgress) -> str:
        """The saved form of the link to a copy of `path`, under a random name. Raises UploadFailed."""
        name = f"{secrets.token_hex(16)}{_plain_suffix(path)}"
        try:
            size = await asyncio.to_thread(lambda: path.stat().st_size)
            async with _client() as client:
                answer = await client.put(
                    f"{self._upload_url.rstrip('/')}/{name}",
                    content=_chunks(path, size, on_progress),
                    headers={"Authorization": f"Bearer {self._key}", "Content-Length": str(size)},
                )
                answer.raise_for_status()
                return PREFIX + urlsplit(str(answer.json()["url"])).path
        except (httpx.HTTPError, OSError, ValueError, KeyError) as error:
            raise UploadFailed("upload_failed", reason=type(error).__name__) from error

    def address(self, link: str) -> str:
        """The link that `upload` returned as an address of the sandbox as it runs now."""
        return urljoin(self._upload_url, link.removeprefix(PREFIX))


def _plain_suffix(path: Path) -> str:
    """The suffix of a file's name, where it can stand in an address as it is."""
    suffix = path.suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""


def _client() -> httpx.AsyncClient:
    # Loopback speaks plain http: reading the system's certificates would stop the loop for nothing.
    no_trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(verify=no_trust, trust_env=False, timeout=httpx.Timeout(60.0, connect=5.0))


async def _chunks(path: Path, size: int, on_progress: OnProgress) -> AsyncIterator[bytes]:
    sent = 0
    while chunk := await asyncio.to_thread(_read, path, sent):
        yield chunk
        sent += len(chunk)
        on_progress(sent / max(size, 1))


def _read(path: Path, start: int) -> bytes:
    # Opened for each piece: a file that is held open would stay so when the upload is cut short.
    with path.open("rb") as file:
        file.seek(start)
        return file.read(CHUNK)
