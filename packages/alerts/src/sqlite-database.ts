/** What ettl uses of a `DatabaseSync`, whether of Node or of `@photostructure/sqlite`. */
export interface SqliteDatabase {
  /** Runs statements that have no values and give no rows. */
  exec(sql: string): void;
  /** Compiles one statement, with `?` for its values. */
  prepare(sql: string): SqliteStatement;
  /** Closes the file. Nothing can be asked of it any more. */
  close(): void;
}

/** A prepared statement. */
export interface SqliteStatement {
  /** Runs it and says how many rows it changed. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  /** The first row, or undefined. */
  get(...values: SqliteValue[]): unknown;
  /** All rows. */
  all(...values: (SqliteValue | Readonly<Record<string, SqliteValue>>)[]): unknown[];
}

/** What a column can hold here. */
export type SqliteValue = string | number | bigint | null | Uint8Array;
