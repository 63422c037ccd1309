import { type ChannelTest, createAlerts, type Delivery } from "@ettl/alerts";
import {
  loadTelemetryConfig,
  type ProgramConfiguration,
  type Sections,
} from "../load-telemetry-config.ts";
import { type Command, type CommandOptions, command } from "./command.ts";
import { plain } from "./plain.ts";
import { complain, print } from "./print.ts";
import { UsageError } from "./usage-error.ts";

/** Longest wait for all channels, in milliseconds: more than five attempts of ten seconds. */
const waitMs = 120_000;

/**
 * `alerts test [--channel NAME]`: sends an alert and its resolve by each channel of the
 * configuration, with its retries, and says what became of them. Routes and silences don't count.
 */
export function alertsCommand<S extends Sections>({
  name,
  configuration,
}: {
  readonly name: string;
  readonly configuration: ProgramConfiguration<S>;
}): Command {
  const options = {
    channel: { kind: "text", summary: "only this one, by its name", placeholder: "NAME" },
  } satisfies CommandOptions;
  return command({
    words: "test",
    summary: "Send a test alert by the channels of the configuration, and say what became of it.",
    options,
    async run({ words, options: { channel }, source }) {
      if (words.length !== 1 || words[0] !== "test")
        throw new UsageError(`alerts: expected "alerts test"`);
      const { alerts: config } = await loadTelemetryConfig({ ...configuration, ...source });
      const names = config.channels.map((one) => one.name);
      if (names.length === 0) throw new UsageError("alerts: the configuration names no channel");
      if (channel !== undefined && !names.includes(channel))
        throw new UsageError(
          `--channel ${plain(channel)}: no such channel; expected ${names.map(plain).join(", ")}`,
        );
      const channels = config.channels.filter(
        (one) => channel === undefined || one.name === channel,
      );
      const { sendTimeoutMs, retry } = config;
      const alerts = createAlerts({ channels, sendTimeoutMs, retry });
      const message = `Sent by "${name} alerts test". It is resolved at once.`;
      if (process.stderr.isTTY) await complain(`sending by ${channels.length} channels …\n`);
      const tests = await Promise.all(
        channels.map((one) => alerts.testChannel(one.name, { waitMs, source: name, message })),
      );
      await alerts.close({ timeoutMs: 1_000 });
      await print(process.stdout, report(tests));
      const outcomes = tests.flatMap(({ fired, resolved }) => [fired, resolved]);
      return outcomes.every(({ outcome }) => outcome === "delivered") ? 0 : 1;
    },
  });
}

function report(tests: readonly ChannelTest[]): string {
  const rows = tests.map(({ channel, fired, resolved }) => [
    plain(channel),
    `alert ${outcome(fired)}`,
    `resolve ${outcome(resolved)}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join("  ")}\n`)
    .join("");
}

function outcome({ outcome: what, attempts, error }: Delivery): string {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : "";
  return `${what}${tries}${error === undefined ? "" : ` (${plain(error)})`}`;
}
