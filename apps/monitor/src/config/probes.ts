import { certificateTable, dnsTable, httpTable, inCode, tcpTable } from "@ettl/health/config";
import * as z from "zod";
import { isPublic, refuseNamesTwice, watchName } from "./watch-settings.ts";

/** Probes are in no group, never critical and never the monitor's own fault. */
const ofItself = {
  critical: true,
  groups: true,
  unsafe_in_live: true,
  max_age_seconds: true,
} as const;
const name = watchName.describe("Name of the probe, unique among probes.");
const kind = <T extends string>(type: T) =>
  z.literal(type).describe("What is looked at: http, tcp, dns or certificate.");

/** `[[probes]]`: addresses of others that must answer. */
export const probesConfig = z
  .array(
    z.discriminatedUnion(
      "type",
      [
        httpTable
          .omit(ofItself)
          .extend({ type: kind("http"), name, public: isPublic })
          .transform(inCode),
        tcpTable
          .omit(ofItself)
          .extend({ type: kind("tcp"), name, public: isPublic })
          .transform(inCode),
        dnsTable
          .omit({ ...ofItself, type: true })
          .extend({ type: kind("dns"), record: dnsTable.shape.type, name, public: isPublic })
          .transform(inCode),
        certificateTable
          .omit(ofItself)
          .extend({ type: kind("certificate"), name, public: isPublic })
          .transform(inCode),
      ],
      { error: 'expected type: one of "http", "tcp", "dns", "certificate"' },
    ),
  )
  .prefault([])
  .describe("Addresses to look at, of whatever program; as many tables as there are.")
  .superRefine(refuseNamesTwice);

/** One probe, as it is used in code. */
export type ProbeConfig = z.output<typeof probesConfig>[number];
