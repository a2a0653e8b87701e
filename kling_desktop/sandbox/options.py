"""How a practice server is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EDIT_PATH = "/vendors/klingai/v1/kling-v3-omni/video-to-video/edit"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class SandboxOptions:
    """What a server needs to know; everything that it keeps lies under `data_dir`.

    Port 0 takes any free one, `key` None makes a random one. `has_control` opens `/_control/…` for tests.
    `watch_stdin` makes `serve` end when its standard input ends, that is, when its parent is gone.
    `link_seconds` is how long a link to a result lives.
    """

    data_dir: Path
    port: int = 0
    cdn_port: int = 0
    key: str | None = None
    has_control: bool = False
    watch_stdin: bool = False
    link_seconds: float = 3600.0
