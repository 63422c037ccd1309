// pino-roll ships no types of its own. It passes options that it does not know on to sonic-boom.
declare module "pino-roll" {
  import type { EventEmitter } from "node:events";

  interface RollOptions {
    file: string;
    size?: string;
    frequency?: "daily" | "hourly";
    sync?: boolean;
    fd?: number;
  }
  interface RollStream extends EventEmitter {
    fd: number;
    file: string | null;
    reopen(file?: string): void;
    destroyed: boolean;
  }
  export default function roll(options: RollOptions): Promise<RollStream>;
}
