"""The licences of what is really inside a bundle: the notices that About shows, and the bill of materials."""

import importlib.metadata
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from devtool.place import ROOT
from devtool.trimming import SYMLINK, Entry

NOTICES, MATERIALS = "notices.txt", "sbom.cdx.json"
NATIVE = ROOT / "packaging" / "pyinstaller" / "native.toml"
OURS = "kling-desktop"
LICENCE_WORDS = ("licen", "copying", "notice")
LINE = "=" * 78


class UnknownLicence(Exception):
    """A library is in the bundle and nobody has said under which terms."""


@dataclass(frozen=True, order=True)
class Part:
    """One work of others in the bundle: its licence in a line, its terms in full where they came along."""

    name: str
    version: str
    licence: str
    terms: str = ""
    kind: str = "pypi"


def version() -> str:
    """Return the program's version, which is written down in pyproject.toml alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def write(modules: Iterable[Entry], binaries: Iterable[Entry], folder: Path) -> tuple[Path, Path]:
    """Write notices and bill of materials of a bundle into `folder`. Raises UnknownLicence."""
    entries = [entry for entry in (*modules, *binaries) if entry[2] != SYMLINK]
    parts = sorted({*_distributions(entries), *_natives(entries), _python()})
    notices, materials = folder / NOTICES, folder / MATERIALS
    notices.write_text(as_text(parts), encoding="utf-8")
    materials.write_text(json.dumps(as_materials(parts), indent=1) + "\n", encoding="utf-8")
    return notices, materials


def as_text(parts: Iterable[Part]) -> str:
    """Return the notices as people read them: a line for each part, then the terms."""
    parts = tuple(parts)
    lines = [f"{part.name} {part.version}: {part.licence}".replace(" :", ":") for part in parts]
    whole = [f"{LINE}\n{part.name} {part.version}\n{LINE}\n\n{part.terms}" for part in parts if part.terms]
    return "\n".join([*lines, "", *whole])


def as_materials(parts: Iterable[Part]) -> dict[str, object]:
    """Return the bill of materials in the form of CycloneDX 1.6."""
    root = {"type": "application", "name": OURS, "version": version()}
    components = [
        {
            "type": "library",
            "name": part.name,
            "version": part.version,
            **({"purl": f"pkg:{part.kind}/{part.name.lower()}@{part.version}"} if part.version else {}),
            "licenses": [{"license": {"name": part.licence}}],
        }
        for part in parts
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": components,
    }


def _distributions(entries: Iterable[Entry]) -> set[Part]:
    owner = {
        str(found.locate_file(file)): found
        for found in importlib.metadata.distributions()
        for file in found.files or ()
    }
    used = {found.name: found for _, source, _ in entries if (found := owner.get(source))}
    return {_part(found) for name, found in used.items() if name != OURS}


def _part(found: importlib.metadata.Distribution) -> Part:
    told = [found.metadata.get_all(field) or [""] for field in ("License-Expression", "License")]
    licence = next((line for texts in told if (line := _first_line(texts[0]))), "")
    if not licence:
        named = found.metadata.get_all("Classifier") or ()
        licence = next((line.rpartition(" :: ")[2] for line in named if line.startswith("License")), "")
    texts = [
        found.locate_file(file)
        for file in found.files or ()
        if ".dist-info" in str(file) and any(word in file.name.lower() for word in LICENCE_WORDS)
    ]
    terms = "\n".join(Path(str(text)).read_text(encoding="utf-8", errors="replace") for text in texts)
    if not (licence or terms):
        raise UnknownLicence(f"{found.name} {found.version} does not say its licence")
    return Part(found.name, found.version, licence or "see its terms below", terms)


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0] if lines else ""


def _natives(entries: Iterable[Entry]) -> set[Part]:
    table: dict[str, str] = tomllib.loads(NATIVE.read_text(encoding="utf-8"))["licences"]
    parts = set[Part]()
    for name, source, kind in entries:
        file = Path(name).name
        if kind != "BINARY" or not file.startswith("lib") or ".so" not in file or "plugins" in name:
            continue
        if source.startswith(("/lib", "/usr/lib")):
            parts.add(_of_debian(Path(source)))
        elif not file.startswith("libpython"):
            parts.add(_native(file, table))
    return parts


def _native(file: str, table: dict[str, str]) -> Part:
    stem = file.removeprefix("lib")
    key = max((key for key in table if stem.startswith(key)), key=len, default="")
    if not key:
        raise UnknownLicence(f"{file} is in the bundle: its licence belongs into {NATIVE.name}")
    return Part(f"lib{stem.partition('.')[0].partition('-')[0]}", "", table[key], kind="generic")


def _of_debian(source: Path) -> Part:
    found = subprocess.run(
        ["dpkg-query", "-S", f"*/{source.name}"], capture_output=True, text=True, check=False
    )
    package = found.stdout.partition(":")[0]
    terms = Path("/usr/share/doc", package, "copyright")
    if not package or not terms.is_file():
        raise UnknownLicence(f"{source} is of no Debian package that says its terms")
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    number = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    text = terms.read_text(encoding="utf-8", errors="replace")
    return Part(package, number, "see its terms below", text, kind="deb/debian")


def _python() -> Part:
    number = sys.version.split()[0]
    terms = next(
        (
            path
            for path in (Path(sys.base_prefix, "LICENSE.txt"), Path(*_library(), "LICENSE.txt"))
            if path.is_file()
        ),
        None,
    )
    text = terms.read_text(encoding="utf-8", errors="replace") if terms else ""
    return Part("Python", number, "PSF-2.0", text, kind="generic")


def _library() -> tuple[str, str, str]:
    return sys.base_prefix, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}"
