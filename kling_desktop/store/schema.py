"""The tables of the journal, version by version; `migrations` has the order of the steps."""

import sqlite3

# `jobs` holds what lists are filtered, sorted and searched by, so that its rows stay short;
# `bodies` holds the whole job as JSON. `words` is folded text, see `records`.
VERSION_1 = (
    """
    CREATE TABLE jobs (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        rev INTEGER NOT NULL,
        standing INTEGER NOT NULL,
        state TEXT NOT NULL,
        site TEXT NOT NULL,
        sent REAL NOT NULL,
        task_id TEXT,
        words TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE bodies (seq INTEGER PRIMARY KEY REFERENCES jobs (seq), body TEXT NOT NULL) STRICT",
    "CREATE UNIQUE INDEX jobs_by_task ON jobs (site, task_id) WHERE task_id IS NOT NULL",
    "CREATE INDEX jobs_in_order ON jobs (standing, seq DESC, state, site)",
    "CREATE INDEX jobs_by_sending ON jobs (sent)",
    """
    CREATE VIRTUAL TABLE jobs_text
        USING fts5 (words, content = 'jobs', content_rowid = 'seq', tokenize = 'trigram')
    """,
    "CREATE VIRTUAL TABLE jobs_runs USING fts5vocab (jobs_text, instance)",
    """
    CREATE TRIGGER jobs_text_added AFTER INSERT ON jobs BEGIN
        INSERT INTO jobs_text (rowid, words) VALUES (new.seq, new.words);
    END
    """,
    """
    CREATE TRIGGER jobs_text_changed AFTER UPDATE OF words ON jobs WHEN old.words <> new.words BEGIN
        INSERT INTO jobs_text (jobs_text, rowid, words) VALUES ('delete', old.seq, old.words);
        INSERT INTO jobs_text (rowid, words) VALUES (new.seq, new.words);
    END
    """,
    "CREATE TABLE drafts (slot INTEGER PRIMARY KEY CHECK (slot = 1), body TEXT NOT NULL) STRICT",
    "CREATE TABLE forms (site TEXT PRIMARY KEY, form TEXT NOT NULL) STRICT",
    """
    CREATE TABLE intents (
        seq INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL,
        verb TEXT NOT NULL,
        value TEXT NOT NULL
    ) STRICT
    """,
)


def create_version_1(connection: sqlite3.Connection) -> None:
    """Make the tables of version 1 in an empty file."""
    for statement in VERSION_1:
        connection.execute(statement)


# `folded` is the name as it is compared, so that no two elements are called alike.
VERSION_2 = (
    """
    CREATE TABLE elements (
        seq INTEGER PRIMARY KEY,
        folded TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL
    ) STRICT
    """,
    "ALTER TABLE drafts ADD COLUMN takes INTEGER NOT NULL DEFAULT 1",
)


def extend_to_version_2(connection: sqlite3.Connection) -> None:
    """Add the library of elements, and the number of takes of the draft."""
    for statement in VERSION_2:
        connection.execute(statement)


# An upload without a link was begun and never finished: its object is removed at the next start.
VERSION_3 = (
    """
    CREATE TABLE uploads (
        seq INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL,
        route TEXT NOT NULL,
        place TEXT NOT NULL,
        name TEXT NOT NULL,
        created REAL NOT NULL,
        url TEXT NOT NULL,
        expires REAL
    ) STRICT
    """,
    """
    CREATE TABLE upload_users (
        upload INTEGER NOT NULL REFERENCES uploads (seq),
        job_id TEXT NOT NULL,
        PRIMARY KEY (upload, job_id)
    ) STRICT
    """,
)


def extend_to_version_3(connection: sqlite3.Connection) -> None:
    """Add the record of uploads and of the jobs that use them."""
    for statement in VERSION_3:
        connection.execute(statement)


# `hidden` is set by deleting: nothing is ever taken out. `source` and `marked` are the clip and the frames
# that versions are grouped by. The walk in order finds every filter in its own index.
VERSION_4 = (
    "ALTER TABLE jobs ADD COLUMN created REAL NOT NULL DEFAULT 0",
    "ALTER TABLE jobs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE jobs ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE jobs ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE jobs ADD COLUMN marked TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE jobs ADD COLUMN project TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE jobs ADD COLUMN charge TEXT NOT NULL DEFAULT 'no'",
    "ALTER TABLE jobs ADD COLUMN amount REAL NOT NULL DEFAULT 0",
    """
    UPDATE jobs SET
        created = coalesce(json_extract(body, '$.created'), 0),
        starred = coalesce(json_extract(body, '$.starred'), 0),
        amount = cast(coalesce(json_extract(body, '$.price'), 0) AS REAL),
        charge = CASE
            WHEN site = 'sandbox' OR state IN ('preparing', 'ready') THEN 'no'
            WHEN state IN ('submitting', 'unknown') THEN 'unknown'
            WHEN task_id IS NOT NULL THEN CASE state WHEN 'failed' THEN 'unknown' ELSE 'yes' END
            WHEN state <> 'failed' AND json_extract(body, '$.submitted') > 0 THEN 'unknown'
            ELSE 'no'
        END,
        source = coalesce(json_extract(body, '$.request.videos[0].location'), ''),
        marked = coalesce(
            json_extract(body, '$.request.videos[0].range.first') || '-'
                || json_extract(body, '$.request.videos[0].range.last'), '')
    FROM bodies WHERE bodies.seq = jobs.seq AND json_valid(body)
    """,
    "DROP INDEX jobs_in_order",
    """
    CREATE INDEX jobs_in_order
        ON jobs (standing, seq DESC, hidden, state, site, starred, created, project)
    """,
    "DROP INDEX jobs_by_sending",
    "CREATE INDEX jobs_by_sending ON jobs (sent, site, charge, amount, project)",
    "CREATE INDEX jobs_by_source ON jobs (source, marked, hidden, starred, standing)",
    "CREATE INDEX jobs_starred ON jobs (starred, hidden) WHERE starred > 0",
)


def extend_to_version_4(connection: sqlite3.Connection) -> None:
    """Add what the list of tasks is filtered and grouped by, filled from the jobs themselves."""
    for statement in VERSION_4:
        connection.execute(statement)


# `multipart` is the storage's id of an upload in parts that has not ended: it goes on after a restart.
VERSION_5 = (
    """
    CREATE TABLE looks (
        camera TEXT NOT NULL,
        folder TEXT NOT NULL,
        kind TEXT NOT NULL,
        lut_sha256 TEXT NOT NULL,
        lut_name TEXT NOT NULL,
        PRIMARY KEY (camera, folder)
    ) STRICT
    """,
    "ALTER TABLE uploads ADD COLUMN multipart TEXT NOT NULL DEFAULT ''",
)


def extend_to_version_5(connection: sqlite3.Connection) -> None:
    """Add how footage was read last, and what lets an upload in parts go on."""
    for statement in VERSION_5:
        connection.execute(statement)
