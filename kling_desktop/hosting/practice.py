"""Uploads in practice mode: the sandbox takes the clip in place of a bucket."""

import ssl
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from kling_desktop.domain.errors import UploadFailed
from kling_desktop.hosting.pieces import OnProgress, pieces, random_name, size_of

PREFIX = "sandbox:"
"""How an upload to the sandbox is saved: by its path, since the address changes with every start."""
KEPT_FOR = 7 * 86_400.0
"""Seconds that the sandbox keeps an upload."""


class PracticeHosting:
    """Uploads to the sandbox at `upload_url`; owns nothing between calls."""

    def __init__(self, upload_url: str, key: str) -> None:
        """`key` is the sandbox's own, never a real one."""
        self._upload_url = upload_url
        self._key = key

    async def upload(self, path: Path, on_progress: OnProgress) -> str:
        """The saved form of the link to a copy of `path`, under a random name. Raises UploadFailed."""
        name = random_name(path)
        try:
            size = await size_of(path)
            async with _client() as client:
                answer = await client.put(
                    f"{self._upload_url.rstrip('/')}/{name}",
                    content=pieces(path, lambda sent: on_progress(sent / max(size, 1))),
                    headers={"Authorization": f"Bearer {self._key}", "Content-Length": str(size)},
                )
                answer.raise_for_status()
                return PREFIX + urlsplit(str(answer.json()["url"])).path
        except (httpx.HTTPError, OSError, ValueError, KeyError) as error:
            raise UploadFailed("upload_failed", reason=type(error).__name__) from error

    def address(self, link: str) -> str:
        """The link that `upload` returned as an address of the sandbox as it runs now."""
        return urljoin(self._upload_url, link.removeprefix(PREFIX))


def _client() -> httpx.AsyncClient:
    # Loopback speaks plain http: reading the system's certificates would stop the loop for nothing.
    no_trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(verify=no_trust, trust_env=False, timeout=httpx.Timeout(60.0, connect=5.0))
