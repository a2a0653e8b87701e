"""The two themes as colour roles, with the scales of space and type that both share."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a colour is for; a widget asks for a role, never for a colour."""

    WINDOW = "window"
    SURFACE = "surface"
    RAISED = "raised"
    HOVER = "hover"
    PRESSED = "pressed"
    SUNKEN = "sunken"
    SURROUND = "surround"
    LINE = "line"
    CONTROL_LINE = "control_line"
    CONTROL_LINE_HOVER = "control_line_hover"
    TEXT = "text"
    TEXT_DIM = "text_dim"
    TEXT_DISABLED = "text_disabled"
    ICON = "icon"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ACCENT_PRESSED = "accent_pressed"
    ACCENT_FILL = "accent_fill"
    ACCENT_TEXT = "accent_text"
    ON_ACCENT = "on_accent"
    FOCUS = "focus"
    POSITIVE = "positive"
    POSITIVE_FILL = "positive_fill"
    WARNING = "warning"
    WARNING_FILL = "warning_fill"
    DANGER = "danger"
    DANGER_FILL = "danger_fill"
    LIVE = "live"
    LIVE_FILL = "live_fill"
    PRACTICE = "practice"
    PRACTICE_FILL = "practice_fill"


@dataclass(frozen=True)
class Theme:
    """One theme: a `#rrggbb` colour for each role."""

    name: str
    colours: Mapping[Role, str]

    def __getitem__(self, role: Role) -> str:
        """The colour of `role` as `#rrggbb`."""
        return self.colours[role]


@dataclass(frozen=True)
class Space:
    """Distances in logical pixels: between things that belong together up to things that do not."""

    hair: int = 2
    tight: int = 4
    snug: int = 6
    normal: int = 8
    wide: int = 12
    apart: int = 16
    section: int = 24


@dataclass(frozen=True)
class TypeScale:
    """Sizes of text in logical pixels, all derived from the size of running text."""

    body: int

    @property
    def small(self) -> int:
        """Counters, captions, badges."""
        return self.body - 1

    @property
    def title(self) -> int:
        """Headings of dialogs and empty states."""
        return self.body + 3

    @property
    def display(self) -> int:
        """The one large reading of a panel, such as the timecode."""
        return self.body + 2


SPACE = Space()
RADIUS = 4
CONTROL_HEIGHT = 26

# Everything round the picture is a true grey: a tint there would change how colours in the picture look.
DARK = Theme(
    "dark",
    {
        Role.WINDOW: "#141414",
        Role.SURFACE: "#1f1f1f",
        Role.RAISED: "#2d2d2d",
        Role.HOVER: "#383838",
        Role.PRESSED: "#262626",
        Role.SUNKEN: "#171717",
        Role.SURROUND: "#0e0e0e",
        Role.LINE: "#3b3b3b",
        Role.CONTROL_LINE: "#7a7a7a",
        Role.CONTROL_LINE_HOVER: "#939393",
        Role.TEXT: "#e6e6e6",
        Role.TEXT_DIM: "#a8a8a8",
        Role.TEXT_DISABLED: "#6e6e6e",
        Role.ICON: "#c9c9c9",
        Role.ACCENT: "#6874ee",
        Role.ACCENT_HOVER: "#7d89fb",
        Role.ACCENT_PRESSED: "#6570e4",
        Role.ACCENT_FILL: "#2b2f52",
        Role.ACCENT_TEXT: "#a3adff",
        Role.ON_ACCENT: "#0b0d1c",
        Role.FOCUS: "#98a3ff",
        Role.POSITIVE: "#5cc98b",
        Role.POSITIVE_FILL: "#1b3326",
        Role.WARNING: "#f0b454",
        Role.WARNING_FILL: "#382c15",
        Role.DANGER: "#ff8079",
        Role.DANGER_FILL: "#402020",
        Role.LIVE: "#ff7a66",
        Role.LIVE_FILL: "#40211b",
        Role.PRACTICE: "#4fc9c4",
        Role.PRACTICE_FILL: "#163635",
    },
)

LIGHT = Theme(
    "light",
    {
        Role.WINDOW: "#dcdcdc",
        Role.SURFACE: "#f3f3f3",
        Role.RAISED: "#ffffff",
        Role.HOVER: "#e6e6e6",
        Role.PRESSED: "#d6d6d6",
        Role.SUNKEN: "#ffffff",
        Role.SURROUND: "#c4c4c4",
        Role.LINE: "#d0d0d0",
        Role.CONTROL_LINE: "#7b7b7b",
        Role.CONTROL_LINE_HOVER: "#5c5c5c",
        Role.TEXT: "#1c1c1c",
        Role.TEXT_DIM: "#4e4e4e",
        Role.TEXT_DISABLED: "#8e8e8e",
        Role.ICON: "#3a3a3a",
        Role.ACCENT: "#4c59de",
        Role.ACCENT_HOVER: "#3945bf",
        Role.ACCENT_PRESSED: "#2f3aa6",
        Role.ACCENT_FILL: "#e0e3ff",
        Role.ACCENT_TEXT: "#3643c2",
        Role.ON_ACCENT: "#ffffff",
        Role.FOCUS: "#3f4ddb",
        Role.POSITIVE: "#146c3c",
        Role.POSITIVE_FILL: "#d9f0e2",
        Role.WARNING: "#7d4e00",
        Role.WARNING_FILL: "#fbecd0",
        Role.DANGER: "#b3261e",
        Role.DANGER_FILL: "#fbe0de",
        Role.LIVE: "#b4311c",
        Role.LIVE_FILL: "#fce2dc",
        Role.PRACTICE: "#0b6663",
        Role.PRACTICE_FILL: "#d3f0ee",
    },
)


def contrast(one: str, other: str) -> float:
    """The contrast of two `#rrggbb` colours as WCAG 2 counts it: 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
