"""What the window has to know before anything heavy is loaded: its theme and where it was."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class FirstLook:
    """Theme, language, the window's bytes in Base64, its splitters' sizes, scale in percent, where known."""

    theme: str = "dark"
    language: str = ""
    geometry: str = ""
    splitters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    scale: int = 100


def first_look(path: Path) -> FirstLook:
    """What the settings file at `path` says of the window; what is wrong with it shows when it is opened."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return FirstLook()
    appearance, window = _section(document, "appearance"), _section(document, "window")
    splitters = _section(window, "splitters")
    return FirstLook(
        theme=_text(appearance, "theme") or "dark",
        language=_text(appearance, "language"),
        scale=_percent(appearance.get("scale")),
        geometry=_text(window, "geometry"),
        splitters={name: sizes for name in splitters if (sizes := _sizes(splitters[name]))},
    )


def _section(document: Any, name: str) -> dict[str, Any]:
    found = document.get(name) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def _text(section: dict[str, Any], name: str) -> str:
    found = section.get(name)
    return found if isinstance(found, str) else ""


def _percent(found: Any) -> int:
    return found if isinstance(found, int) and 100 <= found <= 300 else 100


def _sizes(found: Any) -> tuple[int, ...]:
    if isinstance(found, list) and all(isinstance(size, int) and size >= 0 for size in found):
        return tuple(found)
    return ()
