"""When the service is asked next, and how long a failed send waits."""

import random
from collections.abc import Callable
from dataclasses import dataclass

FIRST_ASK = 2.0
SHORTEST = 5.0
LONGEST = 20.0
GROWS_OVER = 300.0
"""Age of a job in seconds at which the pause between two GETs reaches its longest."""
SPREAD = 0.2
LONGEST_PAUSE = LONGEST * (1 + SPREAD)
LONGEST_RETRY_AFTER = 3600.0
SHORTEST_RETRY_AFTER = 1.0
"""Seconds: a service that is busy and says "at once" again and again would be asked without a breath."""
NOT_FOUND_LONGEST = 60.0


@dataclass
class Asked:
    """What the polling of one job remembers between two GETs; lost on a restart without harm."""

    answers: int = 0
    failures: int = 0
    not_found_since: float | None = None
    not_found: int = 0
    retry_after: float | None = None


class Pacing:
    """The pauses of the engine, in seconds; `pace` (0.02–1) shortens them for sites on this computer."""

    def __init__(self, pace: Callable[[str], float], chance: random.Random) -> None:
        """`pace` tells the factor for a job's site; `chance` spreads many jobs evenly."""
        self._pace = pace
        self._chance = chance

    def before_ask(self, site: str, age: float, asked: Asked) -> float:
        """The pause before the next GET of a task accepted `age` seconds ago."""
        if asked.retry_after is not None:
            return _told(asked.retry_after)
        if asked.not_found:
            return self._spread(
                site, min(NOT_FOUND_LONGEST / (1 + SPREAD), FIRST_ASK * 2.0 ** min(asked.not_found, 8))
            )
        if asked.answers + asked.failures == 0:
            return max(0.0, FIRST_ASK * self._pace(site) - max(age, 0.0))
        pause = self._spread(site, interval(age / self._pace(site)))
        return min(pause, self.scaled(site, LONGEST)) if asked.failures else pause

    def before_send(self, site: str, tries: int, retry_after: float | None) -> float:
        """The pause before an edit that certainly made no task is sent again."""
        if retry_after is not None:
            return _told(retry_after)
        return self._spread(site, min(LONGEST, 2.0 ** min(tries, 8)))

    def scaled(self, site: str, seconds: float) -> float:
        """`seconds`, shortened for sites on this computer."""
        return seconds * self._pace(site)

    def _spread(self, site: str, seconds: float) -> float:
        return self.scaled(site, seconds) * self._chance.uniform(1 - SPREAD, 1 + SPREAD)


def interval(age: float) -> float:
    """The pause between two GETs at a job's age, before it is spread: 5 s growing to 20 s."""
    return SHORTEST + (LONGEST - SHORTEST) * min(max(age, 0.0), GROWS_OVER) / GROWS_OVER


def _told(retry_after: float) -> float:
    return min(max(retry_after, SHORTEST_RETRY_AFTER), LONGEST_RETRY_AFTER)
