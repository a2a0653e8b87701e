"""The bundle for support: what went wrong, in a zip, without keys, and without prompts unless wanted."""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from kling_desktop import logs, paths
from kling_desktop.domain.errors import WorldFailed
from kling_desktop.domain.job import EditJob
from kling_desktop.services.account import Account
from kling_desktop.services.history import LOOKED_AT, History
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.services.network import Network
from kling_desktop.store.journal import HistoryQuery

HIDDEN = "…"
LEAST_HIDDEN = 4
"""Shorter prompts are left out of the texts by leaving the prompt out alone: their letters are everywhere."""
MOMENTS = ("created", "submitted", "accepted", "ended")
MOST_JOBS = 100
MOST_LOG = 4_000_000


@dataclass(frozen=True)
class Bundle:
    """What goes into it: facts of program and system, tasks, perhaps prompts; and what never goes."""

    facts: Mapping[str, str]
    jobs: Sequence[EditJob]
    has_prompts: bool
    secrets: Sequence[str]
    logs: Path
    home: Path


class Support:
    """Gathers and writes bundles for support."""

    def __init__(
        self, history: History, account: Account, routes: LinkRoutes, network: Network, folder: Path
    ) -> None:
        """Secrets of `account`, `routes` and `network` are what never goes; `folder` holds the log."""
        self._history = history
        self._account = account
        self._routes = routes
        self._network = network
        self._logs = folder

    async def write(self, path: Path, facts: Mapping[str, str], has_prompts: bool) -> None:
        """Write the zip at `path`, with `facts` of program and system. Raises WorldFailed."""
        jobs = await self._history.page(HistoryQuery(), LOOKED_AT, 0)
        bundle = Bundle(facts, jobs, has_prompts, self._secrets, self._logs, Path.home())
        try:
            await asyncio.to_thread(lambda: paths.atomic_write(path, packed(bundle)))
        except OSError as error:
            reason = error.strerror or str(error)
            raise WorldFailed("support_not_saved", folder=str(path.parent), reason=reason) from error

    async def text_on(self, job: EditJob, facts: Callable[[], Mapping[str, str]]) -> str:
        """What support has to know of one job, to be pasted into a message: no key, no prompt.

        `facts` reads those of program and system off the disk.
        """
        bundle = Bundle(await asyncio.to_thread(facts), (job,), False, self._secrets, self._logs, Path.home())
        return told_of(job, bundle)

    @property
    def _secrets(self) -> tuple[str, ...]:
        return (*self._account.secrets, *self._routes.secrets, *self._network.secrets)

    async def notices(self) -> str:
        """The licences of all parts: of the built program, else of what is installed beside it."""
        return await asyncio.to_thread(licences)


def licences() -> str:
    """Each part with its version and licence; blocks for the disk."""
    kept = paths.resource("notices.txt")
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    lines = {_line(each.metadata.json) for each in metadata.distributions()}
    return "\n".join(sorted(lines, key=str.casefold))


def _line(about: Mapping[str, str | list[str]]) -> str:
    # Some put the whole text of their licence where its name belongs.
    licence = str(about.get("license_expression") or about.get("license") or "").partition("\n")[0]
    classes = [each for each in about.get("classifier", ()) if each.startswith("License ::")]
    classified = ", ".join(each.rpartition(" :: ")[2] for each in classes)
    return f"{about['name']} {about['version']} · {licence or classified or '–'}"


def packed(bundle: Bundle) -> bytes:
    """The bytes of the zip. Raises OSError when the log cannot be read."""
    clean = _cleaner(bundle)
    tasks = [_task(job, bundle.has_prompts) for job in bundle.jobs[:MOST_JOBS]]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", _json(dict(bundle.facts)))
        archive.writestr("tasks.json", clean(_json(tasks)))
        for file in sorted(bundle.logs.glob("*.log*")):
            text = file.read_text(encoding="utf-8", errors="replace")[-MOST_LOG:]
            archive.writestr(f"logs/{file.name}", clean(text))
    return written.getvalue()


def told_of(job: EditJob, bundle: Bundle) -> str:
    """The facts of `bundle` and of `job`, a line each, clean of what never goes; what is empty is no line."""
    lines = [f"{name}: {value}" for name, value in bundle.facts.items()]
    lines += [f"{name}: {value}" for name, value in _flat(_task(job, has_prompt=False)) if value]
    return _cleaner(bundle)("\n".join(lines))


def _flat(about: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    for name, value in about.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        elif name in MOMENTS and value:
            yield name, datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
        else:
            yield f"{within}{name}", "" if value in (None, 0, [], ()) else str(value)


def _cleaner(bundle: Bundle) -> Callable[[str], str]:
    hidden = [secret for secret in bundle.secrets if secret]
    if not bundle.has_prompts:
        texts = (text for job in bundle.jobs for text in (job.request.prompt, job.request.negative_prompt))
        hidden += [text for text in texts if len(text.strip()) >= LEAST_HIDDEN]
    # As they stand, and as JSON writes them; the longest first, since one may be part of another.
    forms = {form for text in hidden for form in (text, json.dumps(text)[1:-1], _plain(text))}
    ordered = sorted(forms, key=len, reverse=True)

    def clean(text: str) -> str:
        for form in ordered:
            text = text.replace(form, HIDDEN)
        return logs.redact(text.replace(str(bundle.home), "~"))

    return clean


def _plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _task(job: EditJob, has_prompt: bool) -> dict[str, Any]:
    failure = job.failure
    return {
        "job": job.id,
        "state": job.state,
        "held": job.held.code if job.held else "",
        "account": job.site,
        "task_id": job.task_id,
        "traceparent": job.traceparent,
        "status_word": job.status,
        "form": job.form,
        "created": job.created,
        "submitted": job.submitted,
        "accepted": job.accepted,
        "ended": job.ended,
        "mode": job.request.mode,
        "seconds": job.seconds,
        "tries": job.tries,
        "takes": [take.size for take in job.takes],
        "failure": {
            "notice": failure.notice.code,
            "status": failure.status,
            "code": failure.words.code,
            "title": failure.words.title,
            "detail": failure.words.detail,
        }
        if failure
        else None,
        **({"prompt": job.request.prompt} if has_prompt else {}),
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
