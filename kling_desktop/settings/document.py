"""The settings file as a document: what can be read of it, field by field, and what it becomes when saved."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

import msgspec

from kling_desktop.settings.sections import SECTIONS, Section

FORMAT = 1
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Document = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The sections of a document by their names, and the fields (`section.field`) that could not be read."""

    sections: Mapping[str, Section]
    refused: tuple[str, ...] = ()


def parse(data: bytes) -> Document:
    """The document in a file. Raises msgspec.DecodeError when there is none."""
    try:
        return msgspec.json.decode(data.removeprefix(BYTE_ORDER_MARK), type=Document)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError("no text") from error


def render(document: Document, sections: Mapping[str, Section]) -> bytes:
    """The file for `sections`; what `document` has beside them (a newer version's) stays in it."""
    known = {
        name: {**_object(document.get(name)), **msgspec.to_builtins(section)}
        for name, section in sections.items()
    }
    content = {**document, "format": max(FORMAT, _format_of(document)), **known}
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def read(document: Document) -> Reading:
    """Every section of `document`; a field that is missing or wrong has its default."""
    sections: dict[str, Section] = {}
    refused: list[str] = []
    for name, kind in SECTIONS.items():
        if not isinstance(document.get(name, {}), dict):
            refused.append(name)
        values, wrong = _fields(kind, _object(document.get(name)))
        sections[name] = kind(**values)
        refused += [f"{name}.{each}" for each in wrong]
    return Reading(sections, tuple(refused))


def wrong_fields(section: Section) -> tuple[str, ...]:
    """The fields of `section` whose values are out of range."""
    return tuple(_fields(type(section), msgspec.to_builtins(section))[1])


def _fields(kind: type[Section], values: Document) -> tuple[Document, list[str]]:
    good: Document = {}
    wrong: list[str] = []
    for name, hint in _hints(kind).items():
        if name in values:
            try:
                value = msgspec.convert(values[name], hint)
                # A path can hold bytes that are no text: they could not be saved.
                msgspec.json.encode(value)
            except (msgspec.ValidationError, UnicodeEncodeError):
                wrong.append(name)
            else:
                good[name] = value
    return good, wrong


def _hints(kind: type[Section]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


def _object(value: object) -> Document:
    return value if isinstance(value, dict) else {}


def _format_of(document: Document) -> int:
    found = document.get("format")
    return found if isinstance(found, int) else FORMAT
