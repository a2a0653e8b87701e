"""`kling-desktop edit`: one edit from a terminal, on the same engine and journal as the window."""

import argparse
import mimetypes
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from kling_desktop import paths
from kling_desktop.cli import report
from kling_desktop.cli.cutting import cut
from kling_desktop.cli.report import Exit
from kling_desktop.cli.watching import Watch, is_accepted, never
from kling_desktop.domain.cut import WHOLE
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import UNSENT, EditJob
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.plan import plan
from kling_desktop.domain.request import (
    AspectRatio,
    EditRequest,
    Element,
    ElementKind,
    ImageInput,
    Mode,
    ReferType,
    VideoInput,
    is_link,
)
from kling_desktop.domain.uploads import WANTED
from kling_desktop.services.clips import Clips
from kling_desktop.services.jobs import is_resting
from kling_desktop.studio import Studio


async def edit(studio: Studio, said: argparse.Namespace) -> Exit:
    """Make the edit that was asked for and follow it. Raises BadInput."""
    request = await _request(studio.clips, said)
    if said.dry_run:
        return await _dry_run(studio, request, said)
    problem = studio.account.problem
    if problem:
        raise BadInput(problem.code, **problem.values)
    refuse_while_held(studio)
    folder = paths.absolute(said.output) if said.output else None
    checked, seconds = await studio.jobs.check(request)
    await _tell_plan(studio, checked.videos[0])
    (job,) = await studio.jobs.start_checked(checked, seconds, folder=folder)
    return await follow(studio, job, said.json, said.no_wait, said.give_up)


def refuse_while_held(studio: Studio) -> None:
    """Make nothing that would wait in silence. Raises BadInput while sending is held."""
    if studio.settings.queue.is_held:
        raise BadInput("queue_held")


async def follow(studio: Studio, job: EditJob, as_json: bool, no_wait: bool, give_up: float) -> Exit:
    """Follow a job that was just made and tell how it ended."""
    watch = Watch(studio)
    job = await watch.until(job.id, is_accepted if no_wait else never, give_up)
    if job.held and job.held.code == WANTED:
        # It waits for its link in the journal; `jobs ID --link` goes on with it.
        report.say(f"{job.id}  {job.held.values['path']}")
    elif job.state in UNSENT and is_resting(job):
        job = await _give_up(studio, job)
    await studio.timeline.settled(job.id)
    if as_json:
        report.put(_object(job, no_wait))
    else:
        for path in job.files:
            report.put_line(path)
    return _exit(job, no_wait)


async def _give_up(studio: Studio, job: EditJob) -> EditJob:
    if studio.is_owner:
        return await studio.jobs.give_up(job.id)
    return await studio.onlooker.ask_owner(job.id, "give-up")


def _has_given_up(job: EditJob, no_wait: bool) -> bool:
    return not is_resting(job) and not (no_wait and is_accepted(job))


def _object(job: EditJob, no_wait: bool) -> dict[str, Any]:
    shown = report.job_object(job)
    if _has_given_up(job, no_wait):
        shown["error"] = report.error_object(Notice("gave_up_waiting", {"id": job.id}))
    return shown


def _exit(job: EditJob, no_wait: bool) -> Exit:
    if _has_given_up(job, no_wait):
        report.say(report.sentence(Notice("gave_up_waiting", {"id": job.id})))
        return Exit.NETWORK
    return report.exit_of(job) if is_resting(job) else Exit.DONE


async def _dry_run(studio: Studio, request: EditRequest, said: argparse.Namespace) -> Exit:
    checked, seconds = await studio.jobs.check(request)
    if said.json:
        report.put({**report.refused_object(checked.prompt, Notice("checked")), "error": None})
    await _tell_plan(studio, checked.videos[0])
    amount = studio.spend.estimate(seconds, checked.mode)
    price = Notice("checked", {"price": f"{amount.amount} {amount.currency}"})
    report.say(report.sentence(Notice("checked_practice") if studio.account.is_practice else price))
    return Exit.DONE


async def _tell_plan(studio: Studio, video: VideoInput) -> None:
    """Say what becomes of the clip, as far as it lies here."""
    if not video.is_local:
        return
    made = plan(await studio.clips.facts(video.location), video.range, video.treatment)
    for notice in (made.summary, *made.remarks):
        report.say(report.sentence(notice))


async def _request(clips: Clips, said: argparse.Namespace) -> EditRequest:
    videos = tuple(
        replace(_video(location), refer=ReferType.BASE if number == 0 else ReferType.FEATURE)
        for number, location in enumerate(said.video)
    )
    videos = tuple([await cut(clips, video, said) for video in videos[:1]]) + videos[1:]
    return EditRequest(
        prompt=said.prompt,
        videos=videos,
        images=tuple([await clips.keep_image(location) for location in said.image]),
        elements=tuple([await _element(clips, text) for text in said.element]),
        first_frame=await _picture(clips, said.first_frame),
        last_frame=await _picture(clips, said.last_frame),
        negative_prompt=said.negative_prompt,
        mode=Mode(said.mode),
        aspect_ratio=AspectRatio(said.aspect_ratio) if said.aspect_ratio else None,
        keep_sound=said.keep_sound,
        may_drop=said.allow_drop,
    )


def _video(location: str) -> VideoInput:
    if is_link(location):
        return VideoInput(location)
    if "://" in location:
        raise BadInput("link_not_http", link=location)
    return VideoInput(str(paths.absolute(location)))


async def _picture(clips: Clips, location: str | None) -> ImageInput | None:
    return await clips.keep_image(location) if location else None


async def _element(clips: Clips, text: str) -> Element:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if parts and all(_is_video(part) for part in parts):
        videos = tuple(replace(_video(part), treatment=WHOLE) for part in parts)
        return Element(ElementKind.VIDEO, videos=videos)
    pictures = [await clips.keep_image(part) for part in parts]
    if not pictures:
        raise BadInput("element_pictures", number=1)
    return Element(ElementKind.IMAGE, frontal=pictures[0], references=tuple(pictures[1:]))


def _is_video(location: str) -> bool:
    path = urlsplit(location).path if is_link(location) else location
    return (mimetypes.guess_type(path)[0] or "").startswith("video/")
