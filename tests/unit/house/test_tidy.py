"""Nothing of the machine that a file was written on is left in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.source import ROOT, own_text_files

# Put together here so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join(("/" + "work/", "/" + "root/", "/" + r"home/[a-z]", r"C:\\" + r"Users\\"))
)
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs")))
TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "requirements.lock",
    "kling_desktop",
    "resources",
    "tests",
}
BUILT = {"packaging", "dist", "build"}


def _complaints(files: Iterable[Path]) -> list[str]:
    return [
        f"{path}:{number} {match.group()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in [MACHINE_PATHS.search(line) or REGISTRIES.search(line)]
        if match
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert _complaints(own_text_files()) == []


@pytest.mark.parametrize("text", ["see /" + "work/main", "/" + "root/.cache", "https://pypi" + ".org/simple"])
def test_such_a_name_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "note.md").write_text(text)

    assert len(_complaints([tmp_path / "note.md"])) == 1


def test_the_top_level_holds_only_what_was_agreed() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert there - TOP_LEVEL - BUILT == set()


def test_every_file_is_searched_that_could_hold_one() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in own_text_files()}

    assert {"pyproject.toml", "kling_desktop/__init__.py", "tests/conftest.py", ".ci/run"} <= names
