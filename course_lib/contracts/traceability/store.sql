-- The file of a TraceStore. Nodes above 0 are things, nodes below 0 are steps.
PRAGMA cache_size = -65536;  -- 64 MiB of pages
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY,     -- order of arrival
    id TEXT NOT NULL,               -- eventID, empty if none
    hash TEXT NOT NULL,             -- CBV event hash
    declares INTEGER NOT NULL,      -- 1: carries an errorDeclaration
    wrong INTEGER NOT NULL,         -- 1: declared wrong, no longer counts
    text TEXT NOT NULL,             -- the event's own JSON
    UNIQUE (hash, id, declares));
CREATE INDEX IF NOT EXISTS event_id ON event (id);
CREATE INDEX IF NOT EXISTS declaration ON event (CASE id WHEN '' THEN hash ELSE id END)
    WHERE declares;
CREATE TABLE IF NOT EXISTS thing (
    node INTEGER PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    holds INTEGER NOT NULL DEFAULT 0);  -- 1: a container
CREATE TABLE IF NOT EXISTS mention (
    node INTEGER, number INTEGER, PRIMARY KEY (node, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS step (
    node INTEGER, number INTEGER, PRIMARY KEY (node, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared_step (
    name TEXT PRIMARY KEY, node INTEGER NOT NULL) WITHOUT ROWID;  -- by transformationID
CREATE TABLE IF NOT EXISTS packing (
    parent INTEGER, number INTEGER, child INTEGER,      -- child 0: the container as a whole
    PRIMARY KEY (parent, number, child)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origin (
    node INTEGER, source INTEGER, PRIMARY KEY (node, source)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS onward (
    node INTEGER, target INTEGER, PRIMARY KEY (node, target)) WITHOUT ROWID;
