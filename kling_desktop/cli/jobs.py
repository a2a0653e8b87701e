"""`kling-desktop jobs`: the journal from a terminal, and the choices for a job whose answer got lost."""

import argparse
import datetime
from dataclasses import replace
from pathlib import Path

from kling_desktop import paths
from kling_desktop.cli import report
from kling_desktop.cli.edit import follow, refuse_while_held
from kling_desktop.cli.report import Exit
from kling_desktop.cli.watching import Watch, state_words
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.timeline import Format, Sound
from kling_desktop.store.journal import HistoryQuery, Journal
from kling_desktop.studio import Studio

MOST_LISTED = 1000


async def read_only(data: paths.DataFolder, as_json: bool) -> Exit:
    """List the journal's jobs without changing anything. Raises JournalError when it cannot be read."""
    listed: tuple[EditJob, ...] = ()
    if data.journal.exists():
        journal = await Journal.open(data.journal, data.backups, is_owner=False)
        try:
            listed = await journal.page(HistoryQuery(), MOST_LISTED)
        finally:
            await journal.close()
    _put(listed, as_json)
    return Exit.DONE


async def follow_all(studio: Studio, as_json: bool) -> Exit:
    """Move what can move, until nothing can without a person."""
    jobs = await studio.journal.open_jobs()
    ended = await Watch(studio).until_all_rest(tuple(job.id for job in jobs))
    _put(ended, as_json)
    return Exit.DONE


async def settle(studio: Studio, said: argparse.Namespace) -> Exit:
    """What the user decided of a job whose answer got lost. Raises BadInput, WorldFailed."""
    if said.timeline_file:
        return await _timeline_file(studio, said)
    if said.send_again:
        refuse_while_held(studio)
        again = await studio.jobs.send_again(said.id)
        return await follow(studio, again, said.json, no_wait=False, give_up=600.0)
    if not studio.is_owner:
        verb = "link" if said.link else "task-id" if said.task_id else "forget"
        job = await studio.onlooker.ask_owner(said.id, verb, said.link or said.task_id or "")
    elif said.link:
        warning = await studio.jobs.give_link(said.id, said.link)
        if warning:
            report.say(report.sentence(warning))
        job = await studio.ledger.find(said.id)
    elif said.task_id:
        job = await studio.jobs.give_task_id(said.id, said.task_id)
    else:
        job = await studio.jobs.close_unresolved(said.id)
    if said.follow:
        return await follow(studio, job, said.json, no_wait=False, give_up=600.0)
    _put((job,), said.json)
    return Exit.DONE


async def _timeline_file(studio: Studio, said: argparse.Namespace) -> Exit:
    job = await studio.ledger.find(said.id)
    taken = job.files[said.take - 1 : said.take] if said.take > 0 else ()
    beside = Path(taken[0]).parent if taken else Path(job.folder)
    fixes = next((take.fixes for take in job.takes if taken and take.path == taken[0]), None)
    usual = studio.timeline.usual_choice(fixes)
    choice = replace(usual, format=Format(said.format), sound=Sound(said.sound))
    folder = paths.absolute(said.output) if said.output else beside
    made = await studio.timeline.export(job.id, said.take - 1, choice, folder)
    for notice in made.notes:
        report.say(report.sentence(notice))
    if said.json:
        notes = [notice.code for notice in made.notes]
        report.put([{"id": job.id, "timeline_file": made.path, "format": made.format, "notes": notes}])
    else:
        report.put_line(made.path)
    return Exit.DONE


def _put(jobs: tuple[EditJob, ...], as_json: bool) -> None:
    if as_json:
        report.put([report.job_object(job) for job in jobs])
        return
    for job in jobs:
        report.put_line(_line(job))


def _line(job: EditJob) -> str:
    day = datetime.datetime.fromtimestamp(job.created).strftime("%Y-%m-%d %H:%M")
    where = Path(job.files[0]).name if job.files else job.task_id or "–"
    state = state_words(job.state)
    held = report.sentence(job.held) if job.held else ""
    return f"{job.id}  {day}  {state:<24}  {where}  {job.request.prompt[:60]!r} {held}".rstrip()
