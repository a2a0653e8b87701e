"""A stand-in for a live account on loopback: an address, a key, a clip that it can fetch; it can be down."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from kling_desktop.sandbox.options import SandboxOptions
from kling_desktop.sandbox.server import SandboxServer

KEY = "sk-live-account"


class LiveAccount:
    """A service that the program takes for a live one; a context manager. Answers with an unedited copy."""

    def __init__(self, folder: Path, clip: Path) -> None:
        """It keeps its things in `folder`; `clip` is put where it can be fetched."""
        self._options = SandboxOptions(folder, key=KEY, has_control=True)
        self.server = SandboxServer(self._options)
        self._file = clip
        self.clip = ""

    def __enter__(self) -> Self:
        self.server.start()
        ports = [urlsplit(url).port or 0 for url in (self.server.base_url, self.server.upload_url)]
        self._options = SandboxOptions(
            self._options.data_dir, port=ports[0], cdn_port=ports[1], key=KEY, has_control=True
        )
        self.clip = self._upload()
        self.scenario(edit="copy")
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead the program here."""
        return {"MULEROUTER_API_KEY": KEY, "MULEROUTER_BASE_URL": self.server.base_url}

    @property
    def accepted(self) -> list[Any]:
        """The sends that made a task since the last start."""
        posts: list[Any] = self.server.record()["posts"]
        return [post for post in posts if post.get("task_id")]

    def scenario(self, **scenario: object) -> None:
        """Misbehave as told (see `scenario.POINTS` of the sandbox)."""
        self.server.scenario(scenario)

    def behave(self) -> None:
        """Answer properly again."""
        self.server.scenario({"reset": True}, {"edit": "copy"})

    def go_down(self) -> None:
        """Be unreachable until `come_back`."""
        self.server.stop()

    def come_back(self) -> None:
        """Be there again, at the same addresses, with all tasks."""
        self.server = SandboxServer(self._options)
        self.server.start()
        self.behave()

    def _upload(self) -> str:
        answer = httpx.put(
            f"{self.server.upload_url}/A001C003.mp4",
            content=self._file.read_bytes(),
            headers={"Authorization": f"Bearer {KEY}"},
            trust_env=False,
        )
        return str(answer.raise_for_status().json()["url"])
