import type { SqliteDatabase } from "@ettl/alerts/sqlite";

/** What a new `monitor.db` is made of. */
export const monitorTables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE watches (watch TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE heartbeats (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pushes (key TEXT PRIMARY KEY, pushed TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE transitions (sequence INTEGER PRIMARY KEY, watch TEXT NOT NULL, at INTEGER NOT NULL,
  entry TEXT NOT NULL);
CREATE INDEX transitions_of_watch ON transitions (watch, sequence);
CREATE INDEX transitions_by_age ON transitions (at);
CREATE TABLE runs (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, heartbeat TEXT NOT NULL,
  at INTEGER NOT NULL, entry TEXT NOT NULL);
CREATE INDEX runs_of_heartbeat ON runs (heartbeat, sequence);
CREATE INDEX runs_by_age ON runs (at);
CREATE TABLE series (id INTEGER PRIMARY KEY, watch TEXT NOT NULL, metric TEXT NOT NULL,
  UNIQUE (watch, metric));
CREATE TABLE samples (series INTEGER NOT NULL, tier INTEGER NOT NULL, slot INTEGER NOT NULL,
  mean REAL NOT NULL, max REAL NOT NULL, PRIMARY KEY (series, tier, slot)) WITHOUT ROWID;
CREATE INDEX samples_by_age ON samples (tier, slot);
`;

/** The statements of the store. */
export function monitorStatements(database: SqliteDatabase) {
  const oldest = (table: string) => `DELETE FROM ${table} WHERE sequence IN (
    SELECT sequence FROM (SELECT sequence FROM ${table} WHERE at < ? ORDER BY at LIMIT ${2_000})
    UNION SELECT sequence FROM (SELECT sequence FROM ${table} ORDER BY sequence LIMIT ?) LIMIT ?)`;
  const page = (table: string, owner: string) =>
    `SELECT sequence, entry FROM ${table} WHERE ${owner} = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?`;
  return {
    watches: database.prepare("SELECT watch, state FROM watches"),
    keepWatch: database.prepare("INSERT OR REPLACE INTO watches VALUES (?, ?)"),
    heartbeats: database.prepare("SELECT name, state FROM heartbeats"),
    keepHeartbeat: database.prepare("INSERT OR REPLACE INTO heartbeats VALUES (?, ?)"),
    endHeartbeat: database.prepare("DELETE FROM heartbeats WHERE name = ?"),
    pushes: database.prepare("SELECT pushed FROM pushes"),
    keepPush: database.prepare("INSERT OR REPLACE INTO pushes VALUES (?, ?)"),
    endPush: database.prepare("DELETE FROM pushes WHERE key = ?"),
    addTransition: database.prepare("INSERT INTO transitions (watch, at, entry) VALUES (?, ?, ?)"),
    transitions: database.prepare(page("transitions", "watch")),
    countTransitions: database.prepare("SELECT count(*) AS rows FROM transitions"),
    pruneTransitions: database.prepare(oldest("transitions")),
    replaceRun: database.prepare("UPDATE runs SET at = ?, entry = ? WHERE id = ?"),
    addRun: database.prepare("INSERT INTO runs (id, heartbeat, at, entry) VALUES (?, ?, ?, ?)"),
    runs: database.prepare(page("runs", "heartbeat")),
    countRuns: database.prepare("SELECT count(*) AS rows FROM runs"),
    pruneRuns: database.prepare(oldest("runs")),
    usedBytes: database.prepare(
      `SELECT (page_count - freelist_count) * page_size AS bytes
       FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`,
    ),
    alive: database.prepare("SELECT value AS at FROM meta WHERE key = 'alive_at'"),
    keepAlive: database.prepare("INSERT OR REPLACE INTO meta VALUES ('alive_at', ?)"),
  };
}
