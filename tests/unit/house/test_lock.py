"""The lock file is in step with pyproject.toml, complete for three systems, and names no host."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.source import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
DEV = [Requirement(text) for text in PROJECT["dependency-groups"]["dev"]]
BUILD = [Requirement(text) for text in PROJECT["build-system"]["requires"]]

# Pinned as Requirement objects: "name==version ; marker".
BLOCKS = re.split(r"\n(?=\S)", LOCK.strip())
PINS = {
    canonicalize_name(pin.name): pin for pin in (Requirement(block.split(" \\\n")[0]) for block in BLOCKS)
}

SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    "win32": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    "darwin": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
}


@pytest.mark.parametrize("wanted", [*RUNTIME, *DEV, *BUILD], ids=str)
def test_what_pyproject_asks_for_is_pinned_to_a_version_that_it_allows(wanted: Requirement) -> None:
    pin = PINS[canonicalize_name(wanted.name)]

    assert next(iter(pin.specifier)).operator == "=="
    assert next(iter(pin.specifier)).version in wanted.specifier


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: str(block).partition("==")[0])
def test_each_pin_has_hashes_and_nothing_else(block: str) -> None:
    lines = [line.strip().removesuffix(" \\") for line in block.splitlines()[1:]]

    assert lines
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines)


def test_the_lock_names_no_host() -> None:
    # Package names such as httpcore are fine; an address or an index option is not.
    assert "://" not in LOCK
    assert not re.search(r"^--", LOCK, flags=re.MULTILINE)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_is_closed_under_dependencies(system: str) -> None:
    environment = {**SYSTEMS[system], "python_version": "3.11", "python_full_version": "3.11.7"}

    assert _missing([*RUNTIME, *DEV], environment) == set()


def _missing(roots: list[Requirement], environment: dict[str, str]) -> set[str]:
    """Walk the dependencies as one system has them and return what is needed there but not pinned."""
    seen: set[tuple[str, str]] = set()
    missing: set[str] = set()
    waiting = list(roots)
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        pin = PINS.get(name)
        if pin is None or not _applies(pin, environment, ""):
            missing.add(name)
            continue
        for extra in {"", *wanted.extras} - {done for key, done in seen if key == name}:
            seen.add((name, extra))
            waiting += [need for need in _needs(name) if _applies(need, environment, extra)]
    return missing


def _needs(name: str) -> list[Requirement]:
    """Return what an installed distribution asks for; nothing for one that only other systems have."""
    try:
        return [Requirement(text) for text in importlib.metadata.requires(name) or []]
    except importlib.metadata.PackageNotFoundError:
        return []


def _applies(wanted: Requirement, environment: dict[str, str], extra: str) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({**environment, "extra": extra})
