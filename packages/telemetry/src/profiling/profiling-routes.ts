import { type Context, Hono } from "hono";
import type { Telemetry } from "../create-telemetry.ts";

/** Who gets profiles. */
export interface ProfilingOptions {
  /** Says who may operate the program; nobody else gets a profile. */
  readonly authorize: (request: Request, scope: "read" | "operate") => boolean;
}

const maxSeconds = 60;

type Profile = (seconds: number, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** V8 has one profiler for the whole process. */
let profiling = false;

/**
 * `GET /debug/pprof/profile?seconds=N` for where the main thread spends its time, and
 * `GET /debug/pprof/heap?seconds=N` for what allocates memory that stays in use, both in the format
 * of pprof. One at a time; it ends early when its client goes, or the program stops.
 */
export function profilingRoutes(
  telemetry: Pick<Telemetry, "operation">,
  { authorize }: ProfilingOptions,
): Hono {
  const routes = new Hono();
  const route = (kind: "cpu" | "heap", path: string, defaultSeconds: number, profile: Profile) =>
    routes.all(path, async (context) => {
      const { method, raw } = context.req;
      // HEAD neither: it would take as long and bring nothing.
      if (method !== "GET")
        return context.json({ error: "method not allowed" }, 405, { Allow: "GET" });
      if (!authorize(raw, "operate"))
        return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
      const seconds = secondsOf(context, defaultSeconds);
      if (seconds === undefined)
        return context.json(
          { error: `seconds is wrong; expected a whole number from 1 to ${maxSeconds}` },
          400,
        );
      if (profiling)
        return context.json(
          { error: "a profile is being taken already; ask again when it is done" },
          409,
        );
      profiling = true;
      try {
        const body = await telemetry.operation("ettl_profile", { labels: { kind } }, ({ signal }) =>
          profile(seconds, AbortSignal.any([signal, raw.signal])),
        );
        return context.body(body, 200, {
          "Content-Type": "application/octet-stream",
          "Content-Disposition": `attachment; filename="${kind}.pb.gz"`,
          "Cache-Control": "no-store",
          "X-Content-Type-Options": "nosniff",
        });
      } finally {
        profiling = false;
      }
    });

  // Loaded by the few who ever ask for a profile.
  route("cpu", "/debug/pprof/profile", 30, async (seconds, signal) => {
    const { cpuProfile } = await import("./cpu-profile.ts");
    return cpuProfile(seconds, signal);
  });
  route("heap", "/debug/pprof/heap", 10, async (seconds, signal) => {
    const { heapProfile } = await import("./heap-profile.ts");
    return heapProfile(seconds, signal);
  });
  return routes;
}

/** Undefined if what was asked for is not to be had. */
function secondsOf(context: Context, defaultSeconds: number): number | undefined {
  const given = context.req.queries("seconds");
  if (given === undefined) return defaultSeconds;
  const [text = "", ...more] = given;
  if (more.length > 0 || !/^[0-9]{1,2}$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds >= 1 && seconds <= maxSeconds ? seconds : undefined;
}
