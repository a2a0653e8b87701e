"""A release has one version: its tag, pyproject.toml and the changelog agree, or there is none."""

import re
from collections.abc import Sequence

from devtool import notices
from devtool.place import ROOT
from devtool.process import ToolError, say

CHANGELOG = ROOT / "packaging" / "CHANGELOG.md"


def release_notes(extra: Sequence[str]) -> int:
    """Print what the changelog says of the tag that is given. Raises ToolError where something disagrees."""
    if len(extra) != 1:
        raise ToolError("Name one tag, such as v0.1.0.")
    say(notes_of(extra[0], notices.version(), CHANGELOG.read_text(encoding="utf-8")))
    return 0


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
