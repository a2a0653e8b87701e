"""A twin of the service: the scripted double, playing the service's part as its page and schemas have it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tests.support.double import Double, End, Scene, Seen, file_answer, http, http_json

PATH = "/vendors/klingai/v1/kling-v3-omni/video-to-video/edit"
STEPS = ("pending", "processing", "completed")
Check = Callable[[object], None]


@dataclass
class TwinTask:
    """A task of the twin: how often it was asked after, and the random words of its links."""

    asked: int = 0
    links: list[str] = field(default_factory=list)


class Twin:
    """A service and its CDN on two ports; a new task is done at the third GET, its result is `result`.

    `refusals` finds what is wrong with a body. `misbehave` makes it do one thing wrong, once.
    """

    def __init__(self, key: str, result: bytes, refusals: Callable[[object, str], str]) -> None:
        self.key = key
        self.tasks: dict[str, TwinTask] = {}
        self.form = ""
        self._result = result
        self._refusals = refusals
        self._wrongs: list[tuple[str, str, Mapping[str, Any]]] = []
        self._expired: set[str] = set()
        self._service = Routed(self._serve)
        self._cdn = Routed(self._deliver)

    async def __aenter__(self) -> Self:
        await self._service.__aenter__()
        await self._cdn.__aenter__()
        return self

    async def __aexit__(self, *details: object) -> None:
        await self._service.__aexit__(*details)
        await self._cdn.__aexit__(*details)

    @property
    def address(self) -> str:
        """The service's base address."""
        return self._service.address

    @property
    def leaks(self) -> list[str]:
        """Where on the CDN the key was seen."""
        return [seen.target for seen in self._cdn.seen if seen.key]

    def misbehave(self, point: str, word: str, **values: Any) -> None:
        """At the next `post`, `get`, `download` or `links` do what `word` says."""
        self._wrongs.append((point, word, values))

    def _wrong(self, point: str) -> tuple[str, Mapping[str, Any]]:
        for wrong in self._wrongs:
            if wrong[0] == point:
                self._wrongs.remove(wrong)
                return wrong[1], wrong[2]
        return "", {}

    def _serve(self, seen: Seen) -> Scene:
        if seen.key != self.key:
            return Scene(http_json(401, {"error": "Invalid or expired API key"}))
        return self._create(seen) if seen.method == "POST" else self._follow(seen)

    def _create(self, seen: Seen) -> Scene:
        word, values = self._wrong("post")
        if word.isdecimal() and not values.get("accepted"):
            wait = {"Retry-After": str(values["retry_after"])} if "retry_after" in values else {}
            return Scene(http_json(int(word), {"message": "not now"}, wait))
        said = self._refusals(seen.json, self.form)
        if said:
            return Scene(http_json(422, {"detail": said}))
        task_id = str(uuid.uuid4())
        self.tasks[task_id] = TwinTask()
        good = http_json(
            200, {"task_info": {"id": task_id, "status": "pending"}}, {"traceparent": "00-aa-bb-01"}
        )
        if word == "cut":
            return Scene(good[:-20], End.CLOSE)
        return Scene(http(int(word)) if word.isdecimal() else good)

    def _follow(self, seen: Seen) -> Scene:
        task = self.tasks.get(seen.target.removeprefix(f"{PATH}/"))
        if task is None:
            return Scene(http_json(404, {"detail": "Task not found"}))
        status = STEPS[min(task.asked, 2)]
        task.asked += 1
        info = {"id": seen.target.rsplit("/", 1)[1], "status": status}
        if status != "completed":
            return Scene(http_json(200, {"task_info": info}))
        link = uuid.uuid4().hex
        if self._wrong("links")[0] == "expired":
            self._expired.add(link)
        return Scene(
            http_json(200, {"task_info": info, "videos": [f"{self._cdn.address}/{link}/result_000.mp4"]})
        )

    def _deliver(self, seen: Seen) -> Scene:
        if seen.target.split("/")[1] in self._expired:
            return Scene(http(403, b"<Error><Code>AccessDenied</Code></Error>"))
        word, values = self._wrong("download")
        good = file_answer(self._result)(seen)
        if word == "cut":
            return Scene(good[: good.index(b"\r\n\r\n") + 4 + int(values["after"])], End.CLOSE)
        if word == "lying_range":
            head, _, body = good.partition(b"\r\n\r\n")
            return Scene(head + b"\r\n\r\n" + self._result[: len(body)])
        return Scene(good)


class Routed(Double):
    """A double whose scene depends on the request."""

    def __init__(self, route: Callable[[Seen], Scene]) -> None:
        super().__init__([Scene()])
        self._route = route

    def scene_for(self, seen: Seen, scene: Scene) -> Scene:
        """The scene that answers `seen`."""
        return replace(self._route(seen), wait=scene.wait)
