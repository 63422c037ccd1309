import { Console } from "node:console";
import { openSync, writeSync } from "node:fs";
import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { createLogger, plainFile } from "@ettl/logging";
import { destination, pino } from "pino";
import { createLogger as createWinston, format, transports } from "winston";
import type { OpenLineSide } from "./side.ts";

/** As `@ettl/telemetry` makes it: everything as by default, ids from the bridge. */
export const ours: OpenLineSide = async (file, { bridge }) => {
  const logger = createLogger({ context: bridge, destination: await plainFile(file) });
  return { name: "ours", log: (fields, message) => logger.info(fields, message) };
};

/** Ids by mixin, level and time as words, nothing redacted. */
export const pinoMixin: OpenLineSide = async (file, { byHand }) => {
  const logger = pino(
    {
      base: null,
      messageKey: "message",
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      mixin: byHand,
    },
    destination({ dest: file, sync: true }),
  );
  return { name: "pino + mixin", log: (fields, message) => logger.info(fields, message) };
};

/**
 * Its file transport writes later and several lines at once. Nearest to a write per line is the
 * stream transport over a stream that writes before it returns.
 */
export const winston: OpenLineSide = async (file, { byHand }) => {
  const withIds = format((line) => Object.assign(line, byHand()));
  const logger = createWinston({
    format: format.combine(withIds(), format.timestamp(), format.json()),
    transports: [new transports.Stream({ stream: writingAtOnce(file) })],
  });
  return {
    name: "winston",
    log: (fields, message) => void logger.info(message, fields),
    // It announces each line in a turn of its own; these would be others' turns.
    settled: () => turn(),
  };
};

/** No logger at all. */
export const consoleJson: OpenLineSide = async (file, { byHand }) => {
  const print = new Console(writingAtOnce(file));
  return {
    name: "console.log + JSON",
    log(fields, message) {
      const timestamp = new Date().toISOString();
      print.log(JSON.stringify({ timestamp, level: "info", message, ...byHand(), ...fields }));
    },
  };
};

/** The least that a line written at once can cost: the system call. */
export const readyLine: OpenLineSide = async (file, { ids }) => {
  const descriptor = openSync(file, "a");
  const line = `${JSON.stringify({
    timestamp: "2026-01-01T00:00:00.000Z",
    level: "info",
    message: "export.completed",
    ...ids,
    operation_type: "watched",
    duration_ms: 1000,
    format: "csv",
    complete: true,
  })}\n`;
  return { name: "write a ready line", log: () => void writeSync(descriptor, line) };
};

// A stream of node:fs writes later; so does standard output into a pipe.
function writingAtOnce(file: string): Writable {
  const descriptor = openSync(file, "a");
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      writeSync(descriptor, text);
      done();
    },
  });
}
