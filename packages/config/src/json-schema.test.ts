import { jsonSchema } from "@ettl/config";
import { expect, test } from "vitest";
import * as z from "zod";

const schema = z
  .strictObject({
    server: z
      .strictObject({
        port: z.int().min(1).max(65_535).default(8080).describe("Port to listen on."),
        count: z.int().default(1),
        level: z.enum(["debug", "info"]).default("info"),
        token: z.string().meta({ secret: true }),
        secret: z.boolean().default(false),
        host: z.string(),
      })
      .transform(({ port }) => ({ port }))
      .prefault({ token: "", host: "" })
      .describe("The server."),
  })
  .partial();

test("describes the file for an editor: types, limits, defaults, choices, secrets as writeOnly", () => {
  expect(jsonSchema(schema, { title: "app" })).toEqual({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "app",
    type: "object",
    properties: {
      server: {
        type: "object",
        description: "The server.",
        default: { token: "", host: "" },
        properties: {
          port: {
            type: "integer",
            minimum: 1,
            maximum: 65_535,
            default: 8080,
            description: "Port to listen on.",
          },
          count: { type: "integer", default: 1 },
          level: { type: "string", enum: ["debug", "info"], default: "info" },
          token: { type: "string", writeOnly: true },
          secret: { type: "boolean", default: false },
          host: { type: "string" },
        },
        // A secret rather comes from a variable.
        required: ["host"],
        additionalProperties: false,
      },
    },
  });
});

test("has no title unless it is given one", () => {
  expect(jsonSchema(z.object({}))).toEqual({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {},
  });
});
