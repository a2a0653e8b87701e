"""Writes a journal as this version of the program makes it into journals/journal-vN.sql.

Run once when a schema version is released, and never again for that version:
    python -m tests.migration.make_journal
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.answers import ErrorWords, RequestForm
from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.footage import Footage
from kling_desktop.domain.job import EditJob, Failure, JobState, Link, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import (
    AspectRatio,
    EditRequest,
    Element,
    ElementKind,
    Fingerprint,
    ImageInput,
    Mode,
    ReferType,
    VideoInput,
)
from kling_desktop.domain.site import MULEROUTER, MULERUN, SANDBOX
from kling_desktop.domain.uploads import Route, Upload
from kling_desktop.store.intents import Intent
from kling_desktop.store.journal import Journal
from kling_desktop.store.migrations import latest

FOLDER = Path(__file__).parent / "journals"
SHADOW = re.compile(r"jobs_text_(data|idx|content|docsize|config)$")
KINDS = ("table", "index", "trigger")

PICTURE = ImageInput("mood.png", sha256="1f" * 32, media_type="image/png")
FULL = EditRequest(
    "给视频添加雪 @Video1, in the mood of @Image1 with @Element1",
    (
        VideoInput("/clips/A001_C003.mov", fingerprint=Fingerprint(7_654_321, 1_780_000_000_123, "2e" * 32)),
        VideoInput("https://host.example/look.mp4?sig=1", ReferType.FEATURE),
    ),
    images=(PICTURE, ImageInput("", url="https://host.example/sky.jpg")),
    elements=(Element(ElementKind.IMAGE, "Hero", PICTURE, (PICTURE,)),),
    first_frame=PICTURE,
    negative_prompt='blur, "noise"',
    mode=Mode.STD,
    aspect_ratio=AspectRatio.TALL,
    keep_sound=False,
)
PLAIN = EditRequest("Add snow falling to @Video1", (VideoInput("C:\\clips\\B002.mp4"),))
DRAFT = Draft(FULL, takes=3)
UPLOADS = (
    Upload(
        "2e" * 32,
        Route.STORAGE,
        "https://s3.example/clips",
        "5f" * 16 + ".mp4",
        1_780_000_001.0,
        "https://s3.example/clips/5f.mp4?X-Amz-Signature=1",
        1_780_086_401.0,
        frozenset({"ready", "unknown"}),
        1,
    ),
    Upload(
        "3a" * 32,
        Route.STORAGE,
        "https://s3.example/clips",
        "6a" * 16 + ".mov",
        1_780_000_002.5,
        id=2,
        multipart="2~parts",
    ),
)
FOOTAGE = Footage("ARRI ALEXA · prores yuv422p10le ", "/clips/第一天")
LOOK = SourceLook(LookKind.LOG, "4b" * 32, "LogC → 709.cube")
LIBRARY = (
    Element(
        ElementKind.IMAGE,
        "女主角 Ānna",
        PICTURE,
        (PICTURE, ImageInput("side.png", url="https://h.example/s")),
    ),
    Element(ElementKind.VIDEO, "Walk", videos=(VideoInput("https://host.example/walk.mp4"),)),
)


def jobs() -> Iterator[EditJob]:
    """A job in every state, with every field used by one of them."""
    start = EditJob("start", MULEROUTER, PLAIN, 1_780_000_000.5, "/results")
    sent = replace(start, submitted=1_780_000_010.0, form=RequestForm.COMPACT, rev=3)
    accepted = replace(sent, accepted=1_780_000_011.25, traceparent="00-ab-cd-01", seconds=5.0, price="0.84")
    taken = Take("/results/B002_v001.mp4", "3d" * 32, 1_234_567)
    values: dict[JobState, EditJob] = {
        JobState.PREPARING: replace(start, held=Notice("source_changed", {"name": "B002.mp4"})),
        JobState.READY: replace(start, links=(Link("https://host.example/up", 1_780_003_600.0),), tries=2),
        JobState.SUBMITTING: sent,
        JobState.UNKNOWN: replace(sent, held=Notice("answer_lost", {"status": 502, "seconds": 1.5})),
        JobState.QUEUED: replace(accepted, site=SANDBOX, request=FULL, status="pending"),
        JobState.RUNNING: replace(accepted, site=MULERUN, not_before=1_780_000_030.0),
        JobState.FETCHING: replace(accepted, takes=(Take("/results/B002_v002.mp4"), taken)),
        JobState.DONE: replace(accepted, takes=(taken,), ended=1_780_000_200.0, parent="unknown"),
        JobState.FAILED: replace(
            accepted,
            failure=Failure(
                Notice("content_refused", {"said": "risk control"}),
                ErrorWords("3001", "Failure", "to pass", ("prompt",)),
                200,
            ),
        ),
        JobState.STOPPED: accepted,
    }
    for state, job in values.items():
        task_id = f"task-{state}" if job.accepted else ""
        yield replace(job, id=state.value, state=state, task_id=task_id)


async def fill(path: Path) -> None:
    """Make the journal with the program itself."""
    journal = await Journal.open(path, path.parent / "backups")
    for job in jobs():
        await journal.insert(job)
    await journal.save_draft(DRAFT)
    for element in LIBRARY:
        await journal.add_element(element)
    for upload in UPLOADS:
        await journal.add_upload(upload)
    await journal.keep_look(FOOTAGE, LOOK)
    await journal.remember_form(MULERUN, RequestForm.COMPACT)
    await journal.post_intent(Intent("unknown", "task-id", "task-9"))
    await journal.close()


def dump(connection: sqlite3.Connection) -> Iterator[str]:
    """The journal as statements: tables, indexes, triggers, then rows, which fill the text index again."""
    yield f"PRAGMA user_version = {connection.execute('PRAGMA user_version').fetchone()[0]};"
    schema = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    kept = [(kind, name, sql) for kind, name, sql in schema if not SHADOW.search(name)]
    for _, _, sql in sorted(kept, key=lambda row: KINDS.index(row[0])):
        yield f"{sql};"
    for kind, name, sql in kept:
        if kind == "table" and "VIRTUAL" not in sql:
            yield from rows(connection, name)


def rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """One statement per row of `table`."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    quoted = ", ".join(f"quote({column})" for column in columns)
    for row in connection.execute(f"SELECT {quoted} FROM {table} ORDER BY 1"):
        yield f"INSERT INTO {table} VALUES ({', '.join(row)});"


def main() -> None:
    """Write the file of the latest version."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.db")
        asyncio.run(fill(path))
        connection = sqlite3.connect(path)
        text = "\n".join(dump(connection)) + "\n"
        connection.close()
    target = FOLDER / f"journal-v{latest()}.sql"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
