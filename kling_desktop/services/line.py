"""The line of jobs that wait to be sent: at most so many tasks at the service, in the user's order."""

import asyncio
from collections.abc import Callable


class Line:
    """Lets jobs through one by one while fewer than the limit are at the service."""

    def __init__(self, limit: Callable[[], int], is_paused: bool = False) -> None:
        """`limit` tells the most tasks at the service at once (1–50); a paused line begins with `resume`."""
        self._limit = limit
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._inside: set[str] = set()
        self._is_paused = is_paused

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is sent until `resume`."""
        return self._is_paused

    @property
    def waiting(self) -> tuple[str, ...]:
        """Ids of the jobs in line, next first."""
        return tuple(self._waiting)

    def pause(self) -> None:
        """Send nothing new; what is at the service goes on."""
        self._is_paused = True

    def resume(self) -> None:
        """Send again."""
        self._is_paused = False
        self.review()

    async def turn(self, job_id: str) -> None:
        """Wait until the job may be sent; it then counts until `leave`."""
        if job_id in self._inside:
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[job_id] = place
        try:
            self.review()
            await place
        except asyncio.CancelledError:
            self.leave(job_id)
            raise
        finally:
            self._waiting.pop(job_id, None)

    def enter(self, job_id: str) -> None:
        """Count a job that is at the service already."""
        self._inside.add(job_id)

    def leave(self, job_id: str) -> None:
        """The job has no task at the service (any more)."""
        self._inside.discard(job_id)
        self.review()

    def move(self, job_id: str, place: int) -> None:
        """Put a waiting job at `place` (0 is next)."""
        order = [other for other in self._waiting if other != job_id]
        order.insert(place, job_id)
        self._waiting = {each: self._waiting[each] for each in order if each in self._waiting}

    def review(self) -> None:
        """Let through as many as may go now."""
        for job_id, place in tuple(self._waiting.items()):
            if self._is_paused or len(self._inside) >= self._limit():
                return
            if not place.done():
                self._inside.add(job_id)
                place.set_result(None)
