"""Looks once a day for a newer version, in released builds, if the user wants it; it loads none."""

from dataclasses import replace

from kling_desktop.api.pools import Pools
from kling_desktop.api.releases import newest
from kling_desktop.domain.release import FoundVersion, ReleasePlace, is_newer
from kling_desktop.services.clock import Clock
from kling_desktop.services.tasks import Tasks
from kling_desktop.settings import sections
from kling_desktop.settings.file import Settings
from kling_desktop.settings.sections import Section

DAY = 86_400.0
LOOK_EVERY = 3600.0
"""Seconds between two looks at whether it is time; an unanswered question is put again after as many."""


class Updates:
    """Owns the question for newer versions; what is known of them stands in the settings."""

    def __init__(
        self, place: ReleasePlace | None, pools: Pools, settings: Settings, clock: Clock, tasks: Tasks
    ) -> None:
        """`place` is None in builds that were not released: nothing is ever asked then."""
        self.place = place
        self._settings = settings
        self._clock = clock
        self._tasks = tasks
        self._pools = pools
        self._is_asking = False

    @property
    def newer(self) -> FoundVersion | None:
        """A newer version that the user has not passed over; None without one, or where looking is off."""
        told = self._settings.updates
        if self.place is None or not told.is_looking or told.newest == told.passed:
            return None
        if not is_newer(told.newest, self.place.version):
            return None
        return FoundVersion(told.newest, self.place.page_of(told.page))

    @property
    def is_to_ask(self) -> bool:
        """Whether the user has never been asked if newer versions shall be looked for."""
        told = self._settings.updates
        return self.place is not None and not told.was_asked and not told.is_looking

    def begin(self) -> None:
        """Look as often as the settings say, until the program ends."""
        if self.place is not None:
            self._settings.subscribe(self._settings_changed)
            self._tasks.spawn("newer versions", self._run(self.place))

    def note_asked(self) -> None:
        """The user has been asked, which is done once."""
        self._settings.replace(replace(self._settings.updates, was_asked=True))

    def look(self) -> None:
        """Look once a day from now on, and now."""
        self._settings.replace(replace(self._settings.updates, was_asked=True, is_looking=True))

    def pass_over(self, version: str) -> None:
        """Say nothing more of `version`."""
        self._settings.replace(replace(self._settings.updates, passed=version))

    async def _run(self, place: ReleasePlace) -> None:
        while True:
            await self._look_if_due(place)
            await self._clock.sleep(LOOK_EVERY)

    async def _look_if_due(self, place: ReleasePlace) -> None:
        told = self._settings.updates
        # Outside of the day in both directions: a clock that was set back must not silence it for years.
        is_due = not 0 <= self._clock.now() - told.looked < DAY
        if self._is_asking or not told.is_looking or not is_due:
            return
        self._is_asking = True
        try:
            found = await newest(self._pools, place)
        finally:
            self._is_asking = False
        if found is not None:
            known = replace(self._settings.updates, newest=found.number, page=found.page)
            self._settings.replace(replace(known, looked=self._clock.now()))

    def _settings_changed(self, changed: Section) -> None:
        if isinstance(changed, sections.Updates) and changed.is_looking and self.place is not None:
            self._tasks.spawn("newest version", self._look_if_due(self.place))
