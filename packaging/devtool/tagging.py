"""A release has one version: its tag, pyproject.toml and the changelog agree, or there is none."""

import re
from collections.abc import Sequence
from pathlib import Path

from devtool import notices
from devtool.place import ROOT
from devtool.process import ToolError, say

CHANGELOG = ROOT / "packaging" / "CHANGELOG.md"
BY_HAND = ROOT / "packaging" / "by-hand.md"
UNSIGNED = (
    "A build that is not signed: Windows says “Windows protected your PC”, choose *More info*, then *Run"
    " anyway*; macOS says that it cannot check the app, open *System Settings → Privacy & Security* and press"
    " *Open Anyway*. `SHA256SUMS` tells whether a file is whole."
)


def release_notes(extra: Sequence[str]) -> int:
    """Write what is said of the tag that is given: into the file named after it, or on the terminal.

    Raises ToolError where tag, version and changelog disagree.
    """
    if len(extra) not in (1, 2):
        raise ToolError("Name one tag, such as v0.1.0, and perhaps a file.")
    section = notes_of(extra[0], notices.version(), CHANGELOG.read_text(encoding="utf-8"))
    whole = f"{section}\n\n{looked_at(BY_HAND.read_text(encoding='utf-8'))}"
    if len(extra) == 1:
        say(whole)
    else:
        Path(extra[1]).write_text(f"{whole}\n", encoding="utf-8")
    return 0


def looked_at(table: str) -> str:
    """Return which builds a person has checked, as the table of checks says it, and how to open others."""
    rows = re.findall(r"^\| (?:#|\d+) \|.*\|$", table, flags=re.MULTILINE)
    platforms, *checks = [[cell.strip() for cell in row.strip("|").split("|")][2:] for row in rows]
    lines = []
    for place, platform in enumerate(platforms):
        done = sum(bool(check[place]) for check in checks)
        word = (
            "checked by a person" if done == len(checks) else f"**preview**, {done} of {len(checks)} checks"
        )
        lines.append(f"- {platform}: {word}")
    return "\n".join(["### Looked at by a person", "", *lines, "", UNSIGNED])


def notes_of(tag: str, version: str, changelog: str) -> str:
    """Return the changelog's section of a version. Raises ToolError unless tag, version and section agree."""
    if tag != f"v{version}":
        raise ToolError(f"The tag is {tag}, pyproject.toml says {version}: a release has one version.")
    found = re.search(
        rf"^## \[{re.escape(version)}\] - (\d{{4}}-\d\d-\d\d)\n(.*?)(?=^## |\Z)", changelog, re.M | re.S
    )
    if found is None:
        raise ToolError(f"{CHANGELOG.name} has no section “## [{version}] - YYYY-MM-DD”.")
    if not found[2].strip():
        raise ToolError(f"The section of {version} in {CHANGELOG.name} is empty.")
    return found[2].strip()
