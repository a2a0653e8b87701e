"""Names of files from a pattern of tokens such as `{clip}_{version}`, safe on every file system."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kling_desktop.domain.notice import Notice

LONGEST_STEM = 80
LONGEST_NAME = 120
MOST_BYTES = 200
"""Of a stem in UTF-8: file systems take 255 for a whole name, and a Chinese sign has three."""
LONGEST_PATTERN = 200
USUAL_PATTERN = "{clip}_{version}_timeline"
NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
RESERVED_ON_WINDOWS = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")
PLACE = re.compile(r"\{([^{}]*)\}")
SEPARATORS = re.compile(r"([ _.\-])[ _.\-]*")


@dataclass(frozen=True)
class Token:
    """One entry of the menu of tokens: its `name` in the pattern, and an example of what it becomes."""

    name: str
    example: str


TOKENS = (
    Token("clip", "A001C003"),
    Token("version", "v003"),
    Token("take", "003"),
    Token("reel", "A001"),
    Token("in", "01-00-04-12"),
    Token("out", "01-00-12-11"),
    Token("frames", "200"),
    Token("fps", "25"),
    Token("size", "1920x1080"),
    Token("format", "prores_422"),
    Token("mode", "pro"),
    Token("prompt", "Add snow"),
    Token("project", "Winter"),
    Token("date", "2026-03-14"),
    Token("time", "15-09"),
)
NAMES = frozenset(token.name for token in TOKENS)


def safe_stem(text: str, longest: int = LONGEST_STEM) -> str:
    """`text` as the stem of a file name on every system, never empty."""
    cleaned = _cut(NOT_IN_NAMES.sub("_", text).strip(" .")[:longest]).rstrip(" .")
    if not cleaned or RESERVED_ON_WINDOWS.match(cleaned):
        return f"clip_{cleaned}".rstrip("_")
    return cleaned


def _cut(stem: str) -> str:
    """As much of `stem` as file systems take."""
    # A name read from a disk may hold signs that are no Unicode.
    while len(stem.encode(errors="surrogatepass")) > MOST_BYTES:
        stem = stem[:-1]
    return stem


def check_pattern(pattern: str) -> Notice | None:
    """What is wrong with a pattern, if anything: empty, an unknown token, signs that no name may have."""
    places = PLACE.findall(pattern)
    plain = PLACE.sub("", pattern)
    if not pattern.strip():
        return Notice("name_empty")
    unknown = next((place for place in places if place not in NAMES), None)
    if unknown is not None:
        return Notice("name_token_unknown", {"token": unknown})
    if found := NOT_IN_NAMES.search(plain):
        return Notice("name_signs", {"signs": found[0].strip() or "\\"})
    if "{" in plain or "}" in plain:
        return Notice("name_signs", {"signs": "{ }"})
    return None if places else Notice("name_never_differs")


def rendered(pattern: str, values: Mapping[str, str]) -> str:
    """The stem that `pattern` gives; a token without a value leaves no gap. Unknown ones stay as typed."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1], "" if match[1] in NAMES else match[0])

    filled = SEPARATORS.sub(r"\1", PLACE.sub(value, pattern)).strip(" _.-")
    return safe_stem(filled, LONGEST_NAME)


def timecode_in_names(timecode: str) -> str:
    """A timecode with signs that may stand in a file name: `01-00-04-12`."""
    return re.sub(r"[:;.,]", "-", timecode)
