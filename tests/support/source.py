"""The source tree as the house tests see it: its files, and their shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kling_desktop"
TOP = ("kling_desktop", "packaging", "resources", "tests", ".github", ".ci")
TOP_FILES = (
    "pyproject.toml",
    "requirements.lock",
    "README.md",
    ".gitignore",
    ".gitattributes",
    ".editorconfig",
)
TEXT = {".py", ".toml", ".md", ".yml", ".yaml", ".json", ".lock", ".po", ".pot", ".svg", ".qss", ".css", ""}


@dataclass(frozen=True)
class Size:
    """How many lines a file or a function has."""

    lines: int
    where: str


def own_text_files() -> Iterator[Path]:
    """Yield every text file that belongs to the project; works in an exported tree without git."""
    yield from (ROOT / name for name in TOP_FILES if (ROOT / name).exists())
    for name in TOP:
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                yield path


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the modules of a folder, at any depth."""
    yield from sorted(folder.rglob("*.py"))


def file_sizes(folder: Path) -> list[Size]:
    """Return the line count of each module of a folder."""
    return [
        Size(len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(folder)))
        for path in python_files(folder)
    ]


def function_sizes(folder: Path) -> list[Size]:
    """Return the line count of each function of a folder, nested ones too, from `def` to its last line."""
    return [
        Size(node.end_lineno - node.lineno + 1, f"{path.relative_to(folder)}:{node.lineno} {node.name}")
        for path in python_files(folder)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    ]


def percentile_90(sizes: list[Size]) -> int:
    """Return the size that nine of ten stay at or below; 0 for none."""
    ordered = sorted(size.lines for size in sizes)
    return ordered[int(0.9 * (len(ordered) - 1))] if ordered else 0
