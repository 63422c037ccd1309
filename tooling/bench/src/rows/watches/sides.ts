/** Who looks. */
export type WatchSide = "ettl" | "fetch" | "node:http";
