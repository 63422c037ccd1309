// pino-roll ships no types of its own.
declare module "pino-roll" {
  import type { EventEmitter } from "node:events";

  interface RollOptions {
    file: string;
    size?: string;
    frequency?: "daily" | "hourly";
    dateFormat?: string;
    sync?: boolean;
  }
  type RollStream = EventEmitter & { write(text: string): boolean; flushSync(): void };
  export default function roll(options: RollOptions): Promise<RollStream>;
}
