// The tables of a gradebook file.
#pragma once

namespace mlcore::gradebook {

/// "mlgb": what SQLite's application_id says of a gradebook.
inline constexpr int application_id = 0x6d6c6762;
/// Raised with every change of the tables; the file says which it has in user_version.
inline constexpr int schema_version = 1;

/// Rows are only ever added: the triggers hold for every program that opens the file.
inline constexpr const char* schema = R"sql(
CREATE TABLE submissions (
    hash  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE gradings (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    exercise   TEXT NOT NULL,
    submission TEXT NOT NULL,
    pack       TEXT NOT NULL,
    toolchain  TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('graded', 'refused', 'failed')),
    seed_id    TEXT NOT NULL,
    isolation  TEXT NOT NULL,
    engine     TEXT NOT NULL,
    seconds    REAL NOT NULL,
    graded_at  INTEGER NOT NULL,
    score      REAL NOT NULL,
    max_score  REAL NOT NULL,
    problem    TEXT NOT NULL,
    verdict    TEXT NOT NULL
);
CREATE UNIQUE INDEX one_grading_per_key ON gradings (exercise, submission, pack, toolchain)
    WHERE state <> 'failed';

CREATE TABLE attempts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    student      TEXT NOT NULL,
    exercise     TEXT NOT NULL,
    submission   TEXT NOT NULL,
    file         TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    grading      INTEGER NOT NULL REFERENCES gradings (id)
);
CREATE INDEX attempts_by_student ON attempts (student, exercise, id);

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER submissions_stay BEFORE DELETE ON submissions
    BEGIN SELECT RAISE (ABORT, 'a gradebook is only ever added to'); END;
CREATE TRIGGER submissions_keep BEFORE UPDATE ON submissions
    BEGIN SELECT RAISE (ABORT, 'a gradebook is only ever added to'); END;
CREATE TRIGGER gradings_stay BEFORE DELETE ON gradings
    BEGIN SELECT RAISE (ABORT, 'a gradebook is only ever added to'); END;
CREATE TRIGGER gradings_keep BEFORE UPDATE ON gradings
    BEGIN SELECT RAISE (ABORT, 'a gradebook is only ever added to'); END;
CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
    BEGIN SELECT RAISE (ABORT, 'a gradebook is only ever added to'); END;
CREATE TRIGGER attempts_keep BEFORE UPDATE ON attempts
    BEGIN SELECT RAISE (ABORT, 'a gradebook is only ever added to'); END;
)sql";

} // namespace mlcore::gradebook
