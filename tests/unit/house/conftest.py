"""A small tree with the real configuration, in which a tool can be shown to find what is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.source import ROOT

ROOMS = (
    "__main__", "app", "cli", "ui", "viewmodels", "studio", "services", "api", "hosting", "store", "settings",
    "media", "exchange", "sandbox", "domain", "paths", "logs", "i18n",
)  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """A copy of the house with empty rooms; `write` fills one, `run` lets a tool look at it."""

    root: Path

    def write(self, name: str, code: str) -> None:
        """Put code into a module, named from the package down."""
        path = self.root / "kling_desktop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run this Python with the arguments in the tree and return exit code and everything it said."""
        command = [sys.executable, *arguments]
        env = {**os.environ, "NO_COLOR": "1"}
        result = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, check=False, timeout=60, env=env
        )
        return result.returncode, result.stdout + result.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A tree in which every room of the house exists and is clean."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tree = Tree(tmp_path)
    for room in ("__init__", *ROOMS):
        is_package = room not in {"__init__", "__main__", "app", "studio", "paths", "logs", "i18n"}
        tree.write(f"{room}/__init__.py" if is_package else f"{room}.py", f'"""The room {room}."""\n')
    return tree
