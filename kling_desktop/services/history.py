"""Every job that ever was, page by page, and the prompts that were used in them."""

from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.store.journal import Group, HistoryQuery, Journal
from kling_desktop.store.records import fold, marked_of, source_of

PAGE = 200
LOOKED_AT = 1000
"""Jobs that are read at most to find different prompts."""


class History:
    """Reads the journal for lists."""

    def __init__(self, journal: Journal) -> None:
        """Reads `journal`."""
        self._journal = journal

    async def page(self, query: HistoryQuery, limit: int = 100, offset: int = 0) -> tuple[EditJob, ...]:
        """Jobs that fit `query`: needs you, running, then newest first."""
        return await self._journal.page(query, limit, offset)

    async def recently_done(self, limit: int) -> tuple[EditJob, ...]:
        """The jobs that have a result, newest first, at most `limit`."""
        return await self._journal.page(HistoryQuery(states=frozenset({JobState.DONE})), limit)

    async def count(self, query: HistoryQuery) -> int:
        """How many jobs fit `query`."""
        return await self._journal.count(query)

    async def groups(self, query: HistoryQuery, limit: int = 100, offset: int = 0) -> tuple[Group, ...]:
        """Versions that fit `query`, folded by the part of the clip that they are of."""
        return await self._journal.groups(query, limit, offset)

    async def count_groups(self, query: HistoryQuery) -> int:
        """How many groups the jobs that fit `query` make."""
        return await self._journal.count_groups(query)

    async def find(self, job_id: str) -> EditJob | None:
        """The job with this id, deleted or not."""
        return await self._journal.get(job_id)

    async def before(self, job: EditJob) -> EditJob | None:
        """What `job` was made from; else the version of the same part of its clip that came before it."""
        if job.parent:
            return await self.find(job.parent)
        if job.request.source is None:
            return None
        query = HistoryQuery(source=source_of(job.request), marked=marked_of(job.request))
        versions = await self._journal.page(query, PAGE)
        earlier = (each for each in versions if each.created < job.created)
        return max(earlier, key=lambda each: each.created, default=None)

    async def sent_together(self, job: EditJob) -> tuple[EditJob, ...]:
        """The jobs that one press of Generate made, `job` among them: the takes of one edit."""
        return await self._journal.sent_together(job)

    async def recent_prompts(self, text: str = "", limit: int = 50) -> tuple[str, ...]:
        """Different prompts in which every word of `text` occurs, those used last first."""
        words = fold(text).split()
        used: dict[str, float] = {}
        for offset in range(0, LOOKED_AT, PAGE):
            jobs = await self._journal.page(HistoryQuery(text), PAGE, offset)
            for job in jobs:
                prompt = job.request.prompt.strip()
                # The journal finds a job by the names of its media too.
                if prompt and all(word in fold(prompt) for word in words):
                    used[prompt] = max(job.created, used.get(prompt, 0.0))
            if len(jobs) < PAGE or len(used) >= limit:
                break
        return tuple(sorted(used, key=lambda prompt: -used[prompt])[:limit])
