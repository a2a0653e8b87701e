"""A preset: a prompt to begin with, with places to fill in and a clause of what must not change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

INTENTS = ("weather", "relight", "wardrobe", "clean_up", "background", "style")
"""What shipped presets are for, in the order in which they are offered; the user's own may have others."""
PLACE = re.compile(r"\[([^\[\]\n]{1,60})\]")


@dataclass(frozen=True)
class Place:
    """A place `[name]` of a text, from `start` to before `end` in code points, brackets included."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Preset:
    """A prompt under a name; `keep` is the clause of what must not change, a sentence of its own."""

    name: str
    prompt: str
    keep: str = ""
    negative_prompt: str = ""
    intent: str = ""

    @property
    def text(self) -> str:
        """The prompt as it is put into an edit: what is wanted, then what must not change."""
        # Chinese sets no blank between sentences.
        joint = "" if self.prompt[-1:] in "。！？" else " "
        return joint.join(part for part in (self.prompt, self.keep) if part)

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places to fill in, each once, in the order in which they come."""
        found = (*places(self.text), *places(self.negative_prompt))
        return tuple(dict.fromkeys(place.name for place in found))


@dataclass(frozen=True)
class PresetSet:
    """Presets that are kept and shared together; no two of one set have the same name."""

    name: str
    presets: tuple[Preset, ...] = ()


def places(text: str) -> tuple[Place, ...]:
    """The places of `text` that are still to be filled in, in order."""
    return tuple(Place(found[1], *found.span()) for found in PLACE.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its places filled in; one without a value stays, so that it is seen."""
    return PLACE.sub(lambda found: values.get(found[1], "").strip() or found[0], text)
