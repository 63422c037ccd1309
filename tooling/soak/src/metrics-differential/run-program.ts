import { isDeepStrictEqual } from "node:util";
import { attempt, type Call, type Callable, call, recordingMethods } from "./instrument.ts";
import { lastOutputsOf, type Outputs, outputsOf } from "./outputs.ts";
import {
  type ExemplarChoice,
  type LabelChoice,
  nameOf,
  type Program,
  type Spec,
  type Step,
  type Value,
} from "./program.ts";
import { ourSide, type Side, stockSide } from "./side.ts";
import {
  canBeBound,
  canTimeBound,
  comparableValue,
  labelArguments,
  timerLabels,
} from "./wanted-differences.ts";

/** The same instrument, or the same bound child, on both sides. */
interface Pair {
  readonly spec: Spec;
  readonly name: string;
  readonly ours: Callable;
  /** Undefined where prom-client threw instead of binding. */
  readonly stock: Callable | undefined;
  /** Our instrument itself, also where `ours` is a child of it. */
  readonly instrument: Callable;
}

/** Ours differ from prom-client where they must not. */
class Mismatch extends Error {
  override readonly name = "Mismatch";
}

/** Runs a program on both sides and resolves to all outputs, which are the same on both. */
export async function runProgram(program: Program): Promise<readonly string[]> {
  const run = new ProgramRun(program);
  for (const step of program.steps) await run.take(step);
  await run.compare(lastOutputsOf);
  return run.outputs;
}

class ProgramRun {
  readonly outputs: string[] = [];
  readonly #program: Program;
  readonly #ours = ourSide();
  readonly #stock = stockSide();
  readonly #instruments: Pair[];
  readonly #children: Pair[] = [];
  readonly #timed = new Set<string>();
  #hasDefaultLabels = false;

  constructor(program: Program) {
    this.#program = program;
    this.#instruments = program.specs.map((spec, place) => this.#create(spec, place));
  }

  async take(step: Step): Promise<void> {
    switch (step.does) {
      case "compare":
        return this.compare(outputsOf);
      case "record":
        return this.#record(at(this.#instruments, step.instrument), step);
      case "bind":
        return this.#bind(at(this.#instruments, step.instrument), step.labels);
      case "record bound":
        if (this.#children.length > 0) this.#recordBound(at(this.#children, step.child), step);
        return;
      case "time":
        return this.#time(at(this.#instruments, step.instrument), [step.start], step.end);
      case "time bound":
        if (this.#children.length > 0) this.#time(at(this.#children, step.child), [], step.end);
        return;
      case "remove":
        return this.#remove(at(this.#instruments, step.instrument), step.labels);
      case "reset":
        return this.#both(at(this.#instruments, step.instrument), "reset", () => []);
      case "create":
        return this.#createAgain(step.instrument % this.#instruments.length);
      case "remove metric":
        return this.#eachSide((side) => side.remove(at(this.#instruments, step.instrument).name));
      case "reset all":
        return this.#eachSide((side) => side.registry.resetMetrics());
      case "clear":
        this.#hasDefaultLabels = false;
        return this.#eachSide((side) => side.clear());
      case "set default labels":
        this.#hasDefaultLabels = Object.keys(step.labels).length > 0;
        return this.#eachSide((side) =>
          side.setDefaultLabels(
            Object.fromEntries(
              Object.entries(step.labels).map(([name, value]) => [
                name,
                at(this.#program.labelValues, value),
              ]),
            ),
          ),
        );
    }
  }

  async compare(outputs: typeof outputsOf): Promise<void> {
    const options = { timed: this.#timed, hasDefaultLabels: this.#hasDefaultLabels };
    const stock = await outputs(this.#stock, options);
    const ours = await outputs(this.#ours, options);
    expectSame(ours, stock);
    this.outputs.push(...ours.values());
  }

  #create(spec: Spec, place: number): Pair {
    const name = nameOf(spec, place);
    const ours = this.#ours.create(spec, name);
    return { spec, name, ours, instrument: ours, stock: this.#stock.create(spec, name) };
  }

  /** After a clear or a removal there is a new instrument; before, ours is the one that there is. */
  #createAgain(place: number): void {
    const known = at(this.#instruments, place);
    if (!this.#isRegistered(known)) this.#instruments[place] = this.#create(known.spec, place);
    else if (this.#ours.create(known.spec, known.name) !== known.ours)
      throw new Mismatch(`${known.name}: the same name and shape gave another instrument`);
  }

  /** Only what the registry holds is counted in `stats()`. */
  #isRegistered({ name, instrument }: Pair): boolean {
    return (this.#ours.registry.getSingleMetric(name) as unknown) === instrument;
  }

  #record(pair: Pair, step: Step & { does: "record" }): void {
    const method = at(recordingMethods(pair.spec), step.method);
    const value = comparableValue(pair.spec.type, method, step.value);
    const labels = this.#sampleLabels(pair.spec, step.labels, method === "zero");
    if (method === "setToCurrentTime") this.#timed.add(pair.name);
    const given = () => sample(pair.spec, method, labels(), value, step.exemplar);
    this.#both(pair, method, given, "counts refusals");
  }

  #recordBound(child: Pair, { method: place, value }: { method: number; value: Value }): void {
    const methods = recordingMethods(child.spec).filter((method) => method !== "zero");
    const method = at(methods, place);
    if (method === "setToCurrentTime") this.#timed.add(child.name);
    const given =
      method === "setToCurrentTime" ? [] : [comparableValue(child.spec.type, method, value)];
    this.#both(child, method, () => given, "counts refusals");
  }

  #bind(pair: Pair, choice: LabelChoice): void {
    if (!canBeBound(pair.spec)) return;
    const labels = labelArguments(pair.spec, choice, this.#program.labelValues);
    const ours = call(pair.ours, "labels", labels());
    if (ours.threw) throw new Mismatch(`${pair.name}: labels() threw ${ours.result}`);
    const stock = call(pair.stock ?? {}, "labels", labels());
    this.#children.push({
      ...pair,
      ours: ours.result as Callable,
      stock: stock.threw ? undefined : (stock.result as Callable),
    });
  }

  #time(pair: Pair, starts: readonly LabelChoice[], end: LabelChoice): void {
    const { spec } = pair;
    if (spec.type === "counter" || (starts.length === 0 && !canTimeBound(spec))) return;
    this.#timed.add(pair.name);
    const [start = () => [], stop] = [...starts, end].map((choice) =>
      this.#sampleLabels(spec, timerLabels(spec, choice), false),
    );
    const timers: Record<"ours" | "stock", unknown> = { ours: undefined, stock: undefined };
    for (const side of ["ours", "stock"] as const) {
      const target = pair[side];
      if (target) timers[side] = call(target, "startTimer", start()).result;
    }
    const stock = pair.stock && (() => (timers.stock as Call)(...(stop?.() ?? [])));
    this.#same(pair, "the end of a timer", () => (timers.ours as Call)(...(stop?.() ?? [])), stock);
  }

  #remove(pair: Pair, choice: LabelChoice): void {
    const labels = labelArguments(pair.spec, choice, this.#program.labelValues);
    this.#both(pair, "remove", labels);
  }

  /** Labels as a sample takes them: one object or nothing. */
  #sampleLabels(spec: Spec, choice: LabelChoice, isNeeded: boolean) {
    const isObject = choice.form === "object" || isNeeded || choice.form === "positional";
    const form = isObject ? "object" : "none";
    // `zero` checks no labels in prom-client: it would make a series with a label of any name.
    const extra = choice.extra && !isNeeded;
    return labelArguments(spec, { ...choice, form, extra }, this.#program.labelValues);
  }

  #both(
    pair: Pair,
    method: string,
    given: () => readonly unknown[],
    counting?: "counts refusals",
  ): void {
    const { stock } = pair;
    this.#same(
      pair,
      method,
      () => unwrapped(call(pair.ours, method, given())),
      stock && (() => unwrapped(call(stock, method, given()))),
      counting,
    );
  }

  /** What prom-client throws on, ours refuse and count, and leave everything as it was. */
  #same(
    pair: Pair,
    what: string,
    ours: () => unknown,
    stock: (() => unknown) | undefined,
    counting?: "counts refusals",
  ): void {
    const before = this.#ours.refused();
    const our = attempt(ours);
    if (our.threw) throw new Mismatch(`${pair.name}: ${what} threw ${our.result}`);
    if (!stock) return;
    const isRefused = attempt(stock).threw;
    if (counting === undefined || !this.#isRegistered(pair)) return;
    const refused = this.#ours.refused() - before;
    if (refused !== (isRefused ? 1 : 0))
      throw new Mismatch(
        `${pair.name}: ${what}: ${refused} refused, prom-client ${isRefused ? "threw" : "did not throw"}`,
      );
  }

  #eachSide(action: (side: Side) => void): void {
    action(this.#ours);
    action(this.#stock);
  }
}

function at<T>(list: readonly T[], place: number): T {
  const [found] = list.slice(place % list.length);
  if (found === undefined) throw new RangeError("an empty list");
  return found;
}

function unwrapped({ threw, result }: { threw: boolean; result: unknown }): unknown {
  if (threw) throw result;
  return result;
}

/** What a sample is recorded with: with exemplars all in one object, else labels, then value. */
function sample(
  spec: Spec,
  method: string,
  labels: readonly unknown[],
  value: Value,
  exemplar: ExemplarChoice | undefined,
): readonly unknown[] {
  if (method === "zero" || method === "setToCurrentTime") return labels;
  const takesExemplars = spec.exemplars && (spec.type === "counter" || spec.type === "histogram");
  if (!takesExemplars) return [...labels, value];
  return [
    {
      ...(labels.length > 0 && { labels: labels[0] }),
      value,
      ...(exemplar && { exemplarLabels: { ...exemplar.labels } }),
    },
  ];
}

function expectSame(ours: Outputs, stock: Outputs): void {
  if (!isDeepStrictEqual([...ours.keys()], [...stock.keys()]))
    throw new Mismatch(`other outputs: ${[...ours.keys()]}, not ${[...stock.keys()]}`);
  for (const [what, text] of ours) {
    const expected = stock.get(what);
    if (text !== expected) throw new Mismatch(`${what}\n${firstDifference(text, expected ?? "")}`);
  }
}

function firstDifference(ours: string, stock: string): string {
  const ourLines = ours.split("\n");
  const stockLines = stock.split("\n");
  const line = ourLines.findIndex((each, place) => each !== stockLines[place]);
  const place = line < 0 ? ourLines.length : line;
  const shown = (lines: readonly string[]) => JSON.stringify(lines[place]?.slice(0, 500) ?? null);
  return `  line ${place + 1}\n  ours        ${shown(ourLines)}\n  prom-client ${shown(stockLines)}`;
}
