"""Every job that ever was, page by page."""

from kling_desktop.domain.job import EditJob
from kling_desktop.store.journal import HistoryQuery, Journal


class History:
    """Reads the journal for lists."""

    def __init__(self, journal: Journal) -> None:
        """Reads `journal`."""
        self._journal = journal

    async def page(self, query: HistoryQuery, limit: int = 100, offset: int = 0) -> tuple[EditJob, ...]:
        """Jobs that fit `query`: needs you, running, then newest first."""
        return await self._journal.page(query, limit, offset)

    async def count(self, query: HistoryQuery) -> int:
        """How many jobs fit `query`."""
        return await self._journal.count(query)
