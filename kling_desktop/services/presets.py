"""Prompts to begin with: the shipped ones in the language of the interface, and the user's own in sets."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kling_desktop import i18n, paths
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.preset import Preset, PresetSet
from kling_desktop.services.desk import Desk
from kling_desktop.services.listeners import Listeners
from kling_desktop.store.preset_files import numbered, read_set, write_set
from kling_desktop.store.records import fold


@dataclass(frozen=True)
class ListedPreset:
    """A preset and the user's set that it is in; a shipped one is in none."""

    preset: Preset
    set_name: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the user may change it."""
        return bool(self.set_name)


class Presets:
    """Owns the user's sets, one file each in `folder`; announces each change. Empty until `load`."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        """Files that cannot be read are told to `desk`, once each, and stay as they are."""
        self._folder = folder
        self._desk = desk
        self._shipped: tuple[Preset, ...] = ()
        self._own: dict[Path, PresetSet] = {}
        self._told: set[Path] = set()
        self._changing = asyncio.Lock()
        self._changed: Listeners[None] = Listeners()

    def subscribe(self, listener: Callable[[None], None]) -> Callable[[], None]:
        """Call `listener` after each change until the returned function is called."""
        return self._changed.subscribe(listener)

    @property
    def sets(self) -> tuple[PresetSet, ...]:
        """The user's sets by their names."""
        return tuple(sorted(self._own.values(), key=lambda each: fold(each.name)))

    async def load(self) -> None:
        """Read the user's sets, and the shipped presets in the language in use; again after it changed."""
        async with self._changing:
            self._shipped = await asyncio.to_thread(_shipped, i18n.current().code)
            self._own, broken = await asyncio.to_thread(_read_all, self._folder)
        for path, notice in broken.items():
            if path not in self._told:
                self._told.add(path)
                self._desk.post(notice)
        self._changed.announce(None)

    def find(self, text: str = "") -> tuple[ListedPreset, ...]:
        """Presets in which every word of `text` occurs, the user's own first."""
        words = fold(text).split()
        own = (ListedPreset(preset, each.name) for each in self.sets for preset in each.presets)
        shipped = (ListedPreset(preset) for preset in self._shipped)
        return tuple(listed for listed in (*own, *shipped) if _holds(listed, words))

    async def save(self, preset: Preset, set_name: str, instead_of: str = "") -> Preset:
        """Keep a preset in the user's set `set_name`, made if need be; `instead_of` names one it replaces.

        Raises BadInput for a name that is empty or taken, texts that are empty or too long; WorldFailed.
        """
        preset = _checked(preset)
        async with self._changing:
            path, content = self._set(_named(set_name, "preset_set_unnamed"))
            others = [each for each in content.presets if each.name != instead_of]
            if any(fold(each.name) == fold(preset.name) for each in others):
                raise BadInput("preset_name_taken", name=preset.name)
            presets = tuple(preset if each.name == instead_of else each for each in content.presets)
            presets = presets if preset in presets else (*presets, preset)
            await self._write(path, replace(content, presets=presets))
        return preset

    async def remove(self, name: str, set_name: str) -> None:
        """Delete a preset of the user's; its set goes with the last one. Raises WorldFailed."""
        async with self._changing:
            path, content = self._set(set_name)
            left = tuple(each for each in content.presets if each.name != name)
            if left:
                await self._write(path, replace(content, presets=left))
            else:
                await self._forget(path)

    async def export(self, set_name: str, target: Path) -> None:
        """Write a set of the user's to a file that others can import. Raises BadInput, WorldFailed."""
        _, content = self._set(set_name)
        if not content.presets:
            raise BadInput("preset_set_empty", name=set_name)
        await asyncio.to_thread(write_set, target, content)

    async def import_file(self, source: Path) -> PresetSet:
        """Take in a file that was exported, as a set of its own; the same set is not taken in twice.

        Raises BadInput for a file that is none, WorldFailed.
        """
        found = await asyncio.to_thread(read_set, source)
        if not found.presets:
            raise BadInput("preset_set_empty", name=found.name)
        async with self._changing:
            known = next((each for each in self._own.values() if each.presets == found.presets), None)
            if known:
                return known
            made = replace(found, name=numbered(found.name, (each.name for each in self._own.values())))
            await self._write(self._new_path(), made)
        return made

    def _set(self, name: str) -> tuple[Path, PresetSet]:
        for path, content in self._own.items():
            if fold(content.name) == fold(name):
                return path, content
        return self._new_path(), PresetSet(name)

    def _new_path(self) -> Path:
        # A random name: names of sets may hold signs that no file name can.
        return self._folder / f"{uuid.uuid4().hex}.json"

    async def _write(self, path: Path, content: PresetSet) -> None:
        await asyncio.to_thread(write_set, path, content)
        self._own[path] = content
        self._changed.announce(None)

    async def _forget(self, path: Path) -> None:
        try:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as error:
            raise WorldFailed("presets_not_saved", folder=str(self._folder), reason=str(error)) from error
        self._own.pop(path, None)
        self._changed.announce(None)


def shipped_file(language: str) -> Path:
    """The file of presets for a language such as `zh_CN`: its own, one of the same tongue, else English."""
    folder = paths.resource("presets")
    tongue = language.partition("_")[0]
    exact = folder / f"{language}.toml"
    near = sorted(folder.glob(f"{tongue}_*.toml")) or [folder / f"{tongue}.toml"]
    candidates = (exact, *near, folder / f"{i18n.FALLBACK_LANGUAGE}.toml")
    return next(path for path in candidates if path.is_file())


def _shipped(language: str) -> tuple[Preset, ...]:
    return read_set(shipped_file(language)).presets


def _read_all(folder: Path) -> tuple[dict[Path, PresetSet], dict[Path, Notice]]:
    sets: dict[Path, PresetSet] = {}
    broken: dict[Path, Notice] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found = read_set(path)
        except BadInput as error:
            broken[path] = error.notice
        else:
            sets[path] = replace(found, name=numbered(found.name, (each.name for each in sets.values())))
    return sets, broken


def _checked(preset: Preset) -> Preset:
    if not preset.prompt.strip():
        raise BadInput("preset_without_prompt")
    return replace(preset, name=_named(preset.name, "preset_unnamed"))


def _named(name: str, code: str) -> str:
    if not name.strip():
        raise BadInput(code)
    return " ".join(name.split())


def _holds(listed: ListedPreset, words: list[str]) -> bool:
    preset = listed.preset
    text = fold(" ".join((preset.name, preset.text, preset.intent, listed.set_name)))
    return all(word in text for word in words)
