"""A helper under the system's own Python, asked by one JSON line after the other: nothing of ours is imported there."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Self

SYSTEM_PYTHON = "/usr/bin/python3"


class GoneError(LookupError):
    """What was asked for is not there, or does not do what was asked of it."""


class Piped:
    """A process that answers requests over its pipes; a context manager."""

    def __init__(self, server: Path) -> None:
        # Only the standard library and Debian's bindings may be found there.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, "-W", "ignore", str(server)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def ask(self, verb: str, **given: object) -> Any:
        """Put one request to the server. Raises GoneError with its words when it can't be carried out."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"verb": verb, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server ended; its own words stand above")
        answer = json.loads(line)
        if "error" in answer:
            raise GoneError(answer["error"])
        return answer["ok"]
