import * as z from "zod";

const time = z.iso.datetime();
const status = z.enum(["healthy", "degraded", "unhealthy", "unknown"]);
const anything = z.record(z.string(), z.unknown());

/** A target, probe or heartbeat and its status. */
export const watchAnswer = z
  .object({
    kind: z.enum(["target", "probe", "heartbeat"]),
    name: z.string(),
    status,
    since: time,
    message: z.string().optional(),
    last_checked: time.optional(),
    duration_ms: z.number().optional(),
    details: anything.optional(),
    public: z.boolean(),
  })
  .meta({ id: "Watch" });

export const watchesAnswer = z.object({ watches: z.array(watchAnswer) });

/** Shares of time without failure; of the time in which a status was known. */
const uptime = z.object({
  ratio: z.number().nullable().describe("0 to 1; null: nothing is known of the time."),
  known_seconds: z.number(),
});

const alert = z
  .looseObject({ process: z.string().describe("The target that raised it, or monitor.") })
  .meta({ id: "ProcessAlert" });

export const targetAnswer = watchAnswer
  .extend({
    origin: z.string(),
    telemetry: z
      .boolean()
      .describe("Whether its /telemetry/status answers; else only its readiness is known."),
    can_operate: z
      .boolean()
      .describe("Whether silences can be passed on: its token is configured."),
    status_answer: anything.nullable().describe("Its /telemetry/status as it came last."),
    firing: z.array(anything),
    uptime_24h: uptime,
  })
  .meta({ id: "Target" });

export const probeAnswer = watchAnswer
  .extend({ type: z.string(), uptime_24h: uptime })
  .meta({ id: "Probe" });

const runAnswer = z
  .looseObject({ id: z.string(), heartbeat: z.string(), outcome: z.string() })
  .meta({ id: "Run" });

export const heartbeatAnswer = watchAnswer
  .extend({
    job: anything.describe("Schedule, conditions, next expected time, last run, …"),
    uptime_24h: uptime,
  })
  .meta({ id: "Heartbeat" });

const page = <T extends z.ZodType>(entries: T) =>
  z.object({
    entries: z.array(entries),
    next: z.int().optional().describe("Give it as before= to read on; absent: that was all."),
  });

export const runsAnswer = page(runAnswer);
export const transitionsAnswer = page(
  z
    .object({ at: time, status, former: status, message: z.string().optional() })
    .meta({ id: "Transition" }),
);

export const samplesAnswer = z.object({
  metrics: z.array(z.string()),
  series: z
    .array(
      z.object({
        metric: z.string(),
        points: z.array(z.object({ at: time, mean: z.number(), max: z.number() })),
      }),
    )
    .optional(),
});

export const alertsAnswer = z.object({
  firing: z.array(alert),
  history: z.array(alert),
  silences: z.array(alert),
  read_at: time.optional().describe("Of one target: when its alerts were read last."),
});

const deliveryAnswer = z.object({
  outcome: z.string(),
  attempts: z.int(),
  error: z.string().optional(),
});

export const channelTestAnswer = z.object({
  channel: z.string(),
  fired: deliveryAnswer,
  resolved: deliveryAnswer,
  message: z.string().optional().describe("While it still tries."),
});

export const overviewAnswer = z.object({
  at: time,
  status,
  counts: z.record(z.string(), z.record(z.string(), z.int())),
  firing: z.array(alert),
  watches: z.array(watchAnswer),
});

export const publicAnswer = z.object({
  status,
  updated_at: time,
  watches: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      status,
      since: time,
      uptime_24h: uptime,
      uptime_30d: uptime,
      days: z
        .array(z.object({ date: z.iso.date(), uptime }))
        .describe("The last 30 days, UTC, oldest first; the last one as far as it has passed."),
    }),
  ),
});
