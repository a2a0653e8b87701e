"""What a test asks the stand-in to do wrong, and how often."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

POINTS: Mapping[str, frozenset[str]] = {
    "post": frozenset({"accepted", "retry_after", "body", "delay", "location"}),
    "get": frozenset({"retry_after", "body", "delay", "location"}),
    "download": frozenset({"after", "delay", "location"}),
    "links": frozenset({"code"}),
    "form": frozenset(),
    "status": frozenset(),
    "slow": frozenset(),
    "refuse": frozenset(),
    "finish": frozenset(),
    "videos": frozenset(),
    "edit": frozenset(),
}
"""Where the stand-in can misbehave, with the further words that a scenario may hold there.

- `post`, `get`, `download`: a status ("429") or one of `ACTS`, see `misbehaviour` and `delivery`;
  `delay` waits so many seconds before answering ("ok" does only that), `retry_after` is a header's value,
  `accepted` makes the task before the error, `after` is a number of bytes.
- `links`: "expired" gives links that answer `code` (403).
- `form`: "compact" or "documented", the only one that is taken.
- `status`: the word that an unfinished task is shown with. `finish`: the word of a finished one.
- `slow`: a task made now takes at least so many seconds. `videos`: so many links in its answer.
- `refuse`: "content" or "fault" fails the task, "frames" refuses a first or last frame with a 400.
- `edit`: "copy" returns the source unedited, for tests that need many results quickly.
"""

ANSWERS = frozenset(
    {"ok", "cut", "cut_headers", "cut_early", "no_id", "html", "empty", "not_json", "types", "huge"}
)
ACTS: Mapping[str, frozenset[str]] = {
    "post": ANSWERS,
    "get": ANSWERS,
    "download": frozenset({"cut", "stall", "no_range", "lying_range", "shifted_range", "changed", "short"}),
    "links": frozenset({"expired"}),
    "form": frozenset({"compact", "documented"}),
    "refuse": frozenset({"content", "fault", "frames"}),
    "edit": frozenset({"copy"}),
}
"""The words that a point knows; `post`, `get` and `download` also take any status, the others are free."""
WITH_STATUS = frozenset({"post", "get", "download"})
WITH_NUMBER = frozenset({"slow", "videos"})


@dataclass
class Rule:
    """One misbehaviour at a point: `act` is what to do, `left` how many times still, None for always."""

    point: str
    act: object
    left: int | None
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """The act as a word."""
        return str(self.act)

    def number(self, name: str, otherwise: float) -> float:
        """Return a further value of the rule as a number."""
        value = self.values.get(name, otherwise)
        return float(value) if isinstance(value, int | float) else otherwise


class Script:
    """The rules in force, oldest first; safe to use from any thread."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, scenario: Mapping[str, object]) -> None:
        """Put a scenario in force: `{point: act, …, "times": n}`, or `{"reset": true}` to drop all.

        Raises ValueError naming what it does not know.
        """
        if scenario.get("reset"):
            with self._lock:
                self._rules.clear()
            return
        rule = _read_rule(scenario)
        with self._lock:
            self._rules.append(rule)

    def take(self, point: str) -> Rule | None:
        """Use up one time of the oldest rule for this point; None when the stand-in is to behave."""
        with self._lock:
            rule = next((rule for rule in self._rules if rule.point == point), None)
            if rule is not None and rule.left is not None:
                rule.left -= 1
                if rule.left <= 0:
                    self._rules.remove(rule)
            return rule


def _read_rule(scenario: Mapping[str, object]) -> Rule:
    points = [name for name in scenario if name in POINTS]
    if len(points) != 1:
        raise ValueError(f"a scenario names exactly one of {', '.join(POINTS)}")
    point = points[0]
    if not _is_known(point, scenario[point]):
        raise ValueError(f"{point} knows no {scenario[point]!r}")
    unknown = set(scenario) - POINTS[point] - {point, "times"}
    times = scenario.get("times")
    if unknown:
        raise ValueError(f"{point} knows no {', '.join(sorted(unknown))}")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ValueError("times is a whole number from 1")
    values = {name: scenario[name] for name in POINTS[point] if name in scenario}
    return Rule(point, scenario[point], times, values)


def _is_known(point: str, act: object) -> bool:
    if point in WITH_NUMBER:
        return isinstance(act, int | float)
    if point in WITH_STATUS and str(act).isdecimal():
        return 300 <= int(str(act)) <= 599
    return point not in ACTS or act in ACTS[point]
