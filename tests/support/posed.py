"""Tasks in every state, as a day's work leaves them, for people to look at; nothing works on them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.job import EditJob, Failure, JobState, Note
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, Mode, VideoInput
from kling_desktop.domain.site import MULEROUTER
from kling_desktop.services.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = "Harbour"
MINUTE = 60.0
REFUSED = ErrorWords(
    "4012", "Failure to pass the risk control system", "The prompt names a public figure.", ()
)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FOLDER_FULL = {"folder": "/Volumes/Shows/Harbour/Kling"}


def posed(done: EditJob, now: float) -> tuple[tuple[EditJob, Progress], ...]:
    """Each job with what it is doing; `done` is a real one, whose files theirs are, `now` Unix seconds."""
    return tuple(_all(done, now))


def _all(done: EditJob, now: float) -> Iterator[tuple[EditJob, Progress]]:
    state, still = JobState, Progress()

    def job(name: str, clip: str, prompt: str, age: float, /, **changes: Any) -> EditJob:
        source = done.request.videos[0]
        request = EditRequest(prompt, (replace(source, location=_beside(source, clip)),), mode=Mode.PRO)
        sent = now - age * MINUTE
        values: dict[str, Any] = {
            "id": f"posed-{name}",
            "site": MULEROUTER,
            "created": sent,
            "folder": done.folder,
            "seconds": 9.3,
            "price": "1.56",
            "project": PROJECT,
        }
        return EditJob(request=request, **{**values, **changes})

    def sent(name: str, age: float) -> dict[str, Any]:
        moment = now - age * MINUTE
        task = f"7f3c2a{name}-51d2-4c0e"
        return {"task_id": task, "submitted": moment, "accepted": moment + 1, "traceparent": TRACE}

    snow = "Add snow falling to @Video1, soft evening light, keep faces and camera movement as they are"
    lost = {"state": state.UNKNOWN, "submitted": now - 7 * MINUTE, "traceparent": TRACE}
    yield job("lost", "A001C003_210812", snow, 7, **lost, held=Notice("answer_lost", {})), still
    held = Notice("over_daily_cap", {"price": "1.56", "currency": "USD", "spent": "19.24", "cap": "20.00"})
    yield (
        job("cap", "A001C007_210812", "Make the sky stormy in @Video1", 5, state=state.READY, held=held),
        still,
    )
    moved = Notice("source_changed", {"name": "B004C011_210812.mov"})
    yield (
        job("changed", "B004C011_210812", "Turn the coat red", 9, state=state.PREPARING, held=moved),
        still,
    )
    full = {**sent("d1", 11), "state": state.FETCHING, "held": Notice("disk_full", FOLDER_FULL)}
    yield job("full", "B004C012_210812", "Turn the coat red", 11, **full), still
    yield job("running", "A001C004_210812", snow, 2, **sent("r1", 2), state=state.RUNNING), still
    yield job("queued", "A001C005_210812", snow, 1, **sent("q1", 1), state=state.QUEUED), still
    fetching = {**sent("f1", 6), "state": state.FETCHING}
    yield job("fetching", "A001C006_210812", snow, 6, **fetching), Progress("downloading", 0.62)
    yield job("preparing", "A001C008_210812", snow, 0.2, state=state.PREPARING), Progress("preparing", 0.35)
    refusal = Failure(Notice("content_refused", {}), REFUSED, 200)
    ended = {"state": state.FAILED, "ended": now - 20 * MINUTE}
    yield (
        job(
            "refused", "C002C001_210812", "Put a famous actor's face on him", 22, **sent("c1", 22), **ended
        ).changed(failure=refusal),
        still,
    )
    broke = Failure(Notice("no_balance", {"said": "insufficient credits"}), ErrorWords(), 402)
    yield job("broke", "C002C002_210812", "Relight as dusk", 25, failure=broke, **ended), still
    stop = {**sent("s1", 40), "state": state.STOPPED, "ended": now - 35 * MINUTE}
    yield job("stopped", "C002C003_210812", "Relight as dusk", 40, **stop), still
    good = {**sent("g1", 55), "state": state.DONE, "ended": now - 50 * MINUTE, "takes": done.takes}
    notes = (Note("Snow thins out here", 1, 61), Note("Use this one for the opening", 0))
    yield (
        job("done", "A001C002_210812", snow, 55, **good, starred=1, recipe=done.recipe, notes=notes),
        still,
    )


def _beside(source: VideoInput, stem: str) -> str:
    folder, _, _ = source.location.rpartition("/")
    return f"{folder}/{stem}.mov"
