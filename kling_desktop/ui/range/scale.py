"""Which part of a clip a strip shows, and where each frame lies on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

WIDEST_FRAME = 78.0
"""Pixels of one frame when zoomed in as far as it goes: a whole picture."""
ROUND_A_REVEALED_FRAME = 0.1
"""Share of the strip that is left beside a frame that was scrolled to."""


@dataclass(frozen=True)
class Scale:
    """A clip of `frames` on `width` pixels; `start` is the frame at the left edge, `shown` how many fit.

    Frame n covers the pixels from `x(n)` to `x(n + 1)`.
    """

    frames: int = 1
    width: float = 1.0
    start: float = 0.0
    shown: float = 1.0

    @classmethod
    def whole(cls, frames: int, width: float) -> Scale:
        """All frames of a clip."""
        return cls(max(frames, 1), max(width, 1.0), 0.0, float(max(frames, 1)))

    @property
    def per_frame(self) -> float:
        """Pixels of one frame."""
        return self.width / self.shown

    @property
    def is_zoomed(self) -> bool:
        """Whether less than the whole clip is shown."""
        return self.shown < self.frames

    @property
    def least_shown(self) -> float:
        """How many frames are shown at the closest."""
        return min(float(self.frames), self.width / WIDEST_FRAME)

    def x(self, edge: float) -> float:
        """Where the left edge of the frame `edge` lies, in pixels from the left."""
        return (edge - self.start) * self.per_frame

    def frame(self, x: float) -> int:
        """The frame at the pixel `x`, the nearest one beyond the ends."""
        return min(max(math.floor(self.start + x / self.per_frame), 0), self.frames - 1)

    def edge(self, x: float) -> int:
        """The edge between frames that is nearest to the pixel `x`: 0 to `frames`."""
        return min(max(round(self.start + x / self.per_frame), 0), self.frames)

    def resized(self, width: float) -> Scale:
        """The same part of the clip on another width."""
        wider = replace(self, width=max(width, 1.0))
        return wider._showing(self.start, self.shown)

    def zoomed(self, factor: float, x: float) -> Scale:
        """`factor` times as close, with what lies at the pixel `x` kept there."""
        shown = self.shown / factor
        shown = min(max(shown, self.least_shown), float(self.frames))
        at = self.start + x / self.per_frame
        return self._showing(at - x / self.width * shown, shown)

    def scrolled(self, pixels: float) -> Scale:
        """So many pixels further on in the clip."""
        return self._showing(self.start + pixels / self.per_frame, self.shown)

    def starting(self, start: float) -> Scale:
        """As close as it is, from the frame `start` on."""
        return self._showing(start, self.shown)

    def revealing(self, frame: int) -> Scale:
        """Scrolled no further than needed to show `frame`."""
        air = self.shown * ROUND_A_REVEALED_FRAME
        if frame < self.start:
            return self.starting(frame - air)
        if frame + 1 > self.start + self.shown:
            return self.starting(frame + 1 - self.shown + air)
        return self

    def _showing(self, start: float, shown: float) -> Scale:
        shown = min(max(shown, self.least_shown), float(self.frames))
        return replace(self, start=min(max(start, 0.0), self.frames - shown), shown=shown)
