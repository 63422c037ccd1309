import * as z from "zod";

const place = /\{([^{}]*)\}/g;

/** An address with places to fill in, as the alerts' links are. */
function template(places: readonly string[], description: string) {
  return z
    .string()
    .superRefine((given, context) => {
      const problem = problemOf(given, places);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .optional()
    .describe(`${description} Default: none.`);
}

function problemOf(given: string, places: readonly string[]): string | undefined {
  const known = places.map((name) => `{${name}}`).join(", ");
  for (const [, name = ""] of given.matchAll(place))
    if (!places.includes(name)) return `no place {${name}}; expected ${known}`;
  const [one, other] = ["x", "y"].map((value) => {
    const filled = given.replace(place, value);
    return /^https?:\/\//i.test(filled) && URL.canParse(filled) ? new URL(filled) : undefined;
  });
  if (!one || !other) return "expected an http or https URL";
  // What fills a place comes from what is watched, and must not decide where a link leads.
  if (one.origin !== other.origin) return `expected ${known} behind the host only`;
  if (one.username || one.password)
    return "expected no user and password in it: it is shown on the page";
  return undefined;
}

/** `[page]`: what the pages of the monitor say and link to. */
export const pageConfig = z
  .strictObject({
    title: z.string().min(1).max(80).default("ettl").describe("Heading of the public status page."),
    trace_url: template(
      ["trace_id"],
      "Where a trace is shown, such as http://localhost:16686/trace/{trace_id}.",
    ),
    dashboard_url: template(
      ["name"],
      "Where a target's dashboard is, such as http://localhost:3000/d/ettl?var-service={name}.",
    ),
  })
  .prefault({})
  .transform(({ title, trace_url: traceUrl, dashboard_url: dashboardUrl }) => ({
    title,
    ...(traceUrl !== undefined && { traceUrl }),
    ...(dashboardUrl !== undefined && { dashboardUrl }),
  }))
  .describe("What the monitor's pages say, and where they link to.");

/** The section, as it is used in code. */
export type PageConfig = z.output<typeof pageConfig>;

/** Addresses outside the monitor; undefined where the configuration has none. */
export interface PageLinks {
  traceUrl(traceId: string): string | undefined;
  dashboardUrl(targetName: string): string | undefined;
}

/** Fills in the templates; values are percent-encoded. */
export function pageLinks({ traceUrl, dashboardUrl }: PageConfig): PageLinks {
  const filled = (template: string | undefined, value: string) =>
    template?.replace(place, () => encodeURIComponent(toWellFormed(value)));
  return {
    traceUrl: (traceId) => filled(traceUrl, traceId),
    dashboardUrl: (targetName) => filled(dashboardUrl, targetName),
  };
}

/** Half of a surrogate pair would make `encodeURIComponent` throw. */
const toWellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");
