"""Sets of presets as files: shipped ones in TOML, the user's own and those that are shared in JSON."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.preset import Preset, PresetSet
from kling_desktop.paths import atomic_write
from kling_desktop.store.disk import disk_errors

VERSION = "kling_presets"
"""The field that tells a set of presets from other files, and its version."""
FORMAT = 1
LARGEST = 2_000_000
"""Bytes; a larger file is none of ours."""
LONGEST_NAME = 80
LONGEST_TEXT = 5000

Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Prompt = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]


class _Preset(msgspec.Struct, frozen=True, omit_defaults=True):
    name: Name
    prompt: Prompt
    keep: Text = ""
    negative_prompt: Text = ""
    intent: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""


class _Set(msgspec.Struct, frozen=True):
    name: Name
    presets: tuple[_Preset, ...]


def read_set(path: Path) -> PresetSet:
    """The set in the file at `path`; presets whose names clash get a number. Blocks for the disk.

    Raises BadInput for a file that is missing, unreadable, too large, of a later version or no set.
    """
    data = _content(path)
    try:
        content = msgspec.convert(_document(path, data), _Set)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput("presets_unreadable", name=path.name) from error
    except RecursionError as error:
        raise BadInput("presets_unreadable", name=path.name) from error
    return PresetSet(content.name.strip(), _distinct(content.presets))


def write_set(path: Path, content: PresetSet) -> None:
    """Put the set at `path`, whole or not at all; blocks for the disk.

    Raises BadInput for texts that cannot be kept, DiskFull, WorldFailed.
    """
    presets = tuple(
        _Preset(each.name, each.prompt, each.keep, each.negative_prompt, each.intent)
        for each in content.presets
    )
    document = {VERSION: FORMAT, **msgspec.to_builtins(_Set(content.name, presets))}
    try:
        # Checked as it will be read.
        msgspec.convert(document, _Set)
        data = msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise BadInput("preset_unsavable", most=LONGEST_TEXT) from error
    with disk_errors(path.parent, "presets_not_saved"):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, data)


def numbered(name: str, taken: Iterable[str]) -> str:
    """`name`, with a number after it if it is taken; case makes no difference."""
    known = {each.casefold() for each in taken}
    number, unique = 1, name
    while unique.casefold() in known:
        number += 1
        unique = f"{name[: LONGEST_NAME - 6]} ({number})"
    return unique


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise BadInput("file_missing", name=path.name) from error
    except OSError as error:
        raise BadInput("file_unreadable", name=path.name) from error
    if len(data) > LARGEST:
        raise BadInput("presets_unreadable", name=path.name)
    return data


def _document(path: Path, data: bytes) -> dict[str, Any]:
    if path.suffix.lower() == ".toml":
        document = tomllib.loads(data.decode("utf-8-sig"))
    else:
        document = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    version = document.get(VERSION)
    if not isinstance(version, int):
        raise BadInput("presets_unreadable", name=path.name)
    if version > FORMAT:
        raise BadInput("presets_too_new", name=path.name)
    return document


def _distinct(presets: Iterable[_Preset]) -> tuple[Preset, ...]:
    made: dict[str, Preset] = {}
    for each in presets:
        name = numbered(each.name.strip(), made)
        made[name] = Preset(name, each.prompt, each.keep, each.negative_prompt, each.intent)
    return tuple(made.values())
