"""The small file of a released build: who knows of newer versions. Other builds have none."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from devtool import notices
from devtool.place import ROOT

FILE = ROOT / "build" / "release.toml"


def take(words: Sequence[str]) -> None:
    """Read the words of `dev.py package`; write the file, or take it away where they name no address."""
    parser = argparse.ArgumentParser(prog="dev.py package")
    parser.add_argument("--newest", help="address that answers with the newest version, as GitHub does")
    parser.add_argument("--page", help="page of all versions, for people")
    said = parser.parse_args(words)
    if bool(said.newest) != bool(said.page):
        parser.error("--newest and --page go together")
    FILE.unlink(missing_ok=True)
    if said.newest:
        write(FILE, said.newest, said.page)


def write(file: Path, newest: str, page: str) -> None:
    """Write what a build of this version says."""
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {"version": notices.version(), "newest": newest, "page": page}
    # A JSON string is a TOML string as well.
    file.write_text("".join(f"{name} = {json.dumps(text)}\n" for name, text in told.items()), "utf-8")
