import * as z from "zod";
import {
  certificateCheck,
  connectivityCheck,
  diskSpaceCheck,
  dnsCheck,
  filesystemCheck,
  jobCheck,
  systemCheck,
  tcpCheck,
  traktCheck,
} from "./config/checks.ts";
import { httpCheck } from "./config/http-check.ts";
import { groupName, inCode, seconds, threshold } from "./config/settings.ts";

export { certificateTable, dnsTable, tcpTable } from "./config/checks.ts";
export { httpTable } from "./config/http-check.ts";
export { type InCode, inCode } from "./config/settings.ts";

/** The lists of checks among the keys of the section. */
export const checkLists = [
  "http",
  "tcp",
  "dns",
  "certificate",
  "filesystem",
  "diskSpace",
  "job",
  "trakt",
] as const;

// Not a default: JSON Schema leaves those of what is transformed out.
const list = <T extends z.ZodType>(check: T, what: string) =>
  z.array(check).prefault([]).describe(`${what}; a table each.`);

const waitingSeconds = z.number().min(0).max(2_147_483);

/**
 * The section `[health]` of a configuration file, to be used in a zod schema.
 *
 * Its output fits the code: the settings for `createHealth`, each entry of a list for the function
 * that makes such a check. For a file without the section add `.prefault({})`.
 */
export const healthConfig = z
  .strictObject({
    timeout_seconds: seconds
      .default(5)
      .meta({ description: "Seconds until a check that has not ended counts as unhealthy." }),
    interval_seconds: seconds
      .default(10)
      .meta({ description: "Seconds from one run of a check to the next." }),
    failure_threshold: threshold
      .default(1)
      .meta({ description: "Worse results in a row until a status falls." }),
    success_threshold: threshold
      .default(1)
      .meta({ description: "Better results in a row until a status rises." }),
    details: z.enum(["always", "with-token", "never"]).optional().meta({
      description:
        "Who sees components in the answers. Default: always without a token, with-token with one.",
    }),
    shutdown_delay_seconds: waitingSeconds.default(0).meta({
      description: "Seconds between the first SIGTERM, when readiness falls, and the stop.",
    }),
    flap_window_seconds: seconds.default(600).meta({
      description:
        "Seconds in which a failing component is told three times at most, and healthy before it is resolved then.",
    }),
    groups: z
      .record(groupName, z.array(z.string().min(1)))
      .default({})
      .meta({ description: "Groups of checks by name, served as /health/<name>." }),
    system: systemCheck.prefault({}).describe("Limits of this process."),
    connectivity: connectivityCheck
      .optional()
      .describe("Whether this machine is online: while it is not, other machines aren't blamed."),
    http: list(httpCheck, "URLs that must answer 2xx or 3xx"),
    tcp: list(tcpCheck, "Ports that must accept a connection"),
    dns: list(dnsCheck, "Names that must be known"),
    certificate: list(certificateCheck, "Servers whose certificate must be valid for a while"),
    filesystem: list(filesystemCheck, "Folders that must be writable"),
    disk_space: list(diskSpaceCheck, "File systems that must have space"),
    job: list(jobCheck, "Jobs that must have succeeded lately"),
    trakt: list(traktCheck, "Trakt's API"),
  })
  .superRefine((section, context) => {
    const taken = new Set<string>();
    const take = (path: (string | number)[], name: string, dependsOn: readonly string[] = []) => {
      if (taken.has(name))
        context.addIssue({
          code: "custom",
          path: [...path, "name"],
          message: `Another check is named ${JSON.stringify(name)} already`,
        });
      taken.add(name);
      if (dependsOn.includes(name))
        context.addIssue({
          code: "custom",
          path: [...path, "depends_on"],
          message: "A check can't depend on itself",
        });
    };
    if (section.connectivity) taken.add("connectivity");
    for (const kind of [
      "http",
      "tcp",
      "dns",
      "certificate",
      "filesystem",
      "disk_space",
      "job",
      "trakt",
    ] as const)
      for (const [index, check] of section[kind].entries())
        take([kind, index], check.name, check.dependsOn);
  })
  .transform(inCode);

/** The section `[health]`, as it is used in code. */
export type HealthConfig = z.output<typeof healthConfig>;
