import * as z from "zod";
import { limits } from "./http-check.ts";
import { checkTable, inCode, name, seconds } from "./settings.ts";

const path = z.string().min(1);
const positive = z.number().positive();
const share = (description: string) => z.number().min(0).max(1).optional().meta({ description });
const size = (description: string) => z.number().min(0).optional().meta({ description });
const ratio = z.number().positive().max(1);

const secret = (description: string) =>
  z.string().min(1).meta({ secret: true, description }).optional();

/** `[health.system]` */
export const systemCheck = checkTable({
  max_rss_mb: positive.optional().meta({ description: "Megabytes of resident memory at most." }),
  max_heap_ratio: ratio.optional().meta({ description: "Share of V8's limit at most." }),
  max_memory_ratio: ratio
    .optional()
    .meta({ description: "Resident memory's share of the container's or machine's at most." }),
  max_event_loop_delay_ms: positive
    .optional()
    .meta({ description: "Milliseconds that the event loop may be late." }),
  max_cpu_ratio: ratio.optional().meta({ description: "Share of all processors at most." }),
}).transform(inCode);

/** `[health.connectivity]` */
export const connectivityCheck = checkTable({
  targets: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: "host:port each; online when any of them can be connected to." }),
}).transform(inCode);

/** The table of a TCP check, as it is in the file. */
export const tcpTable = checkTable({
  name,
  host: z.string().min(1).meta({ description: "Host to connect to." }),
  port: z.int().min(1).max(65_535).meta({ description: "Port to connect to." }),
});

/** `[[health.tcp]]` */
export const tcpCheck = tcpTable.transform(inCode);

/** The table of a check of a certificate, as it is in the file. */
export const certificateTable = checkTable({
  name,
  host: z.string().min(1).meta({ description: "Host that must have a certificate." }),
  port: z.int().min(1).max(65_535).optional().meta({ description: "Port with TLS; default: 443." }),
  expires_after_days: limits(
    "Days at least that it is valid; default: degraded below 21, unhealthy below 7.",
  ),
});

/** `[[health.certificate]]` */
export const certificateCheck = certificateTable.transform(inCode);

/** The table of a DNS check, as it is in the file. */
export const dnsTable = checkTable({
  name,
  host: z.string().min(1).meta({ description: "Name to ask for." }),
  type: z
    .enum(["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"])
    .optional()
    .meta({ description: "Kind of record." }),
  server: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Address of the name server, with or without port." }),
  expect: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ description: "What must be among the records." }),
});

/** `[[health.dns]]` */
export const dnsCheck = dnsTable.transform(inCode);

/** `[[health.filesystem]]` */
export const filesystemCheck = checkTable({
  path: path.meta({ description: "An existing folder that a small file can be written to." }),
  name: name.default("filesystem"),
}).transform(inCode);

/** `[[health.disk_space]]` */
export const diskSpaceCheck = checkTable({
  path: path.meta({ description: "A file or folder on the file system." }),
  name: name.default("disk_space"),
  degraded_below_ratio: share("Degraded when less than this share is free, 0 to 1."),
  unhealthy_below_ratio: share("Unhealthy when less than this share is free, 0 to 1."),
  degraded_below_mb: size("Degraded when fewer megabytes are free."),
  unhealthy_below_mb: size("Unhealthy when fewer megabytes are free."),
}).transform(inCode);

/** `[[health.job]]` */
export const jobCheck = checkTable({
  name,
  path: path.meta({ description: "A file that the job writes when it succeeds." }),
  younger_than_seconds: seconds.meta({ description: "Unhealthy when it is not younger." }),
  degraded_after_seconds: seconds.optional().meta({ description: "Degraded when it is older." }),
}).transform(inCode);

/** `[[health.trakt]]` */
export const traktCheck = checkTable({
  name: name.default("trakt_api"),
  base_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "Default: https://api.trakt.tv" }),
  client_id: secret("Sent along, never shown; without it Trakt is only asked whether it answers."),
  access_token: secret("Sent along, never shown."),
}).transform(inCode);
