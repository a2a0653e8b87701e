"""The sidecar beside each take: what it was made from and how, as JSON, without any key."""

import datetime
import json
import os
from pathlib import Path
from typing import Any

from kling_desktop import paths
from kling_desktop.domain.job import EditJob, Take
from kling_desktop.domain.limits import KLING_V3_OMNI
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timecode import TimecodeCount

FORMAT = 1


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a take lies."""
    return path.with_suffix(".json")


def write(job: EditJob, take: Take) -> None:
    """Write the sidecar of `take`. Raises OSError."""
    target = sidecar_of(Path(take.path))
    # Always the same name: what a crash leaves in the user's folder is written over by the next try.
    part = target.with_name(target.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(content(job, take), ensure_ascii=False, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    paths.replace_durably(part, target)


def content(job: EditJob, take: Take) -> dict[str, Any]:
    """What the sidecar says; links are left out, since signatures may stand in them."""
    request = job.request
    return {
        "format": FORMAT,
        "model": KLING_V3_OMNI,
        "practice": job.is_practice,
        "take": {"file": Path(take.path).name, "sha256": take.sha256, "bytes": take.size},
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt or None,
        "mode": request.mode,
        "aspect_ratio": request.aspect_ratio,
        "keep_sound": request.keep_sound,
        "sources": [_source(video.location, video.is_local, video.fingerprint) for video in request.clips],
        "range": _range(job.recipe) if job.recipe else None,
        "timeline_file": _timeline(take),
        "arrival": _arrival(take),
        "pictures": [picture.name for picture in request.pictures],
        "task_id": job.task_id,
        "traceparent": job.traceparent or None,
        "site": job.site,
        "times": {
            "created": _moment(job.created),
            "accepted": _moment(job.accepted),
            "fetched": _moment(job.ended),
        },
    }


def _source(location: str, is_local: bool, fingerprint: Any) -> dict[str, Any]:
    name = Path(location).name if is_local else location.split("?", 1)[0]
    return {"name": name, "sha256": fingerprint.sha256 if fingerprint else None}


def _range(recipe: Recipe) -> dict[str, Any]:
    """The true in and out point, without handles; `out` is the last frame, as everywhere here."""
    count = TimecodeCount.of(recipe.rate, recipe.start_timecode)
    return {
        "in": count.text(recipe.first),
        "out": count.text(recipe.last),
        "first_frame": recipe.first,
        "last_frame": recipe.last,
        "handle_before": recipe.before,
        "handle_after": recipe.after,
        "rate": f"{recipe.rate_num}/{recipe.rate_den}",
        "reel": recipe.reel or None,
        "pace": recipe.pace,
        "sent_frames": recipe.sent_frames,
    }


def _timeline(take: Take) -> dict[str, Any] | None:
    made = take.timeline
    if made is None or not made.path:
        return None
    return {
        "file": Path(made.path).name,
        "format": made.format,
        "notes": [notice.code for notice in made.notes],
    }


def _arrival(take: Take) -> dict[str, Any] | None:
    if take.arrival is None:
        return None
    lines = {line.subject: {"light": line.light, "found": line.notice.code} for line in take.arrival.findings}
    return {"light": take.arrival.light, "lines": lines}


def _moment(seconds: float) -> str | None:
    if not seconds:
        return None
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds")
