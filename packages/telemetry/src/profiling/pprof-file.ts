import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { pathOf } from "./own-code.ts";

/** A function as V8 names it; lines count from 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** One line of a function, on a stack. */
export interface Place {
  readonly frame: CallFrame;
  /** Counted from 1. That where the function begins, if it isn't known more closely. */
  readonly line?: number;
}

export interface PprofSample {
  /** Innermost first. */
  readonly stack: readonly Place[];
  /** One for each sample type. */
  readonly values: readonly number[];
}

export interface PprofContents {
  readonly sampleTypes: readonly (readonly [type: string, unit: string])[];
  readonly periodType: readonly [type: string, unit: string];
  /** In the unit of its type. */
  readonly period: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly samples: Iterable<PprofSample>;
  /** What a reader has to know of it. */
  readonly comment: string;
}

const compress = promisify(gzip);

/** Writes a profile as `go tool pprof` and its like read it: a protobuf, compressed by gzip. */
export async function pprofFile(contents: PprofContents): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded by the few who ever ask for a profile.
  const pprof = await import("pprof-format");
  const { Line, Location, Profile, Sample, StringTable, ValueType } = pprof;
  const strings = new StringTable();
  const valueType = ([type, unit]: readonly [string, string]) =>
    new ValueType({ type: strings.dedup(type), unit: strings.dedup(unit) });

  const functionIds = new Map<string, number>();
  const functions: InstanceType<typeof pprof.Function>[] = [];
  const locationIds = new Map<string, number>();
  const locations: InstanceType<typeof Location>[] = [];

  const functionId = (frame: CallFrame) =>
    idOf(functionIds, `${frame.functionName}\n${frame.url}\n${frame.lineNumber}`, (id) => {
      const name = strings.dedup(frame.functionName || "(anonymous)");
      const filename = strings.dedup(pathOf(frame.url));
      const startLine = frame.lineNumber + 1;
      functions.push(new pprof.Function({ id, name, systemName: name, filename, startLine }));
    });
  const locationId = ({ frame, line = frame.lineNumber + 1 }: Place) => {
    const inFunction = functionId(frame);
    return idOf(locationIds, `${inFunction}:${line}`, (id) => {
      locations.push(
        new Location({ id, line: [new Line({ functionId: inFunction, line: Math.max(0, line) })] }),
      );
    });
  };

  const samples = Array.from(
    contents.samples,
    ({ stack, values }) => new Sample({ locationId: stack.map(locationId), value: [...values] }),
  );
  const profile = new Profile({
    sampleType: contents.sampleTypes.map(valueType),
    sample: samples,
    location: locations,
    function: functions,
    stringTable: strings,
    timeNanos: BigInt(Math.round(contents.startedAtMs)) * 1_000_000n,
    durationNanos: BigInt(Math.round(contents.durationMs * 1e6)),
    periodType: valueType(contents.periodType),
    period: contents.period,
    comment: [strings.dedup(contents.comment)],
  });
  return new Uint8Array(await compress(await profile.encodeAsync()));
}

/** The id that `key` has; a new one, from 1 on, is made known by `add`. */
function idOf(ids: Map<string, number>, key: string, add: (id: number) => void): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = ids.size + 1;
  ids.set(key, id);
  add(id);
  return id;
}
