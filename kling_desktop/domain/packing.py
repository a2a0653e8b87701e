"""A project packed as a folder: what goes into it, and what it was packed as."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PackPlan:
    """How much it is, in files and bytes; the sources, which go along only if wanted, are counted apart.

    `missing` are files that the tasks name and that are not there any more.
    """

    tasks: int
    files: int
    bytes: int
    sources: int
    source_bytes: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packed:
    """The folder that was written, how many files it holds, and what was missing."""

    path: Path
    files: int
    missing: tuple[str, ...] = ()
