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
