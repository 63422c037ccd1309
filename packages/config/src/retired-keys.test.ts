import { jsonSchema, starterFile } from "@ettl/config";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const retired = z.unknown().optional().meta({ retired: "dates are always like 2026-11-30" });
const schema = z.object({
  output: z.strictObject({ format: z.string().default("csv"), date_format: retired }).prefault({}),
  rows: z.array(z.strictObject({ name: z.string(), colour: retired })).default([]),
});

test("a retired key is a warning at its place, with its reason, and no setting", async () => {
  const { value, issues, warnings, settings } = await inspectToml(
    schema,
    '[output]\ndate_format = "02/01/2006"\n[[rows]]\nname = "a"\ncolour = 3\n',
  );
  expect(issues).toEqual([]);
  expect(value).toMatchObject({ output: { format: "csv" }, rows: [{ name: "a" }] });
  expect(warnings.map(({ key, line, message }) => ({ key, line, message }))).toEqual([
    {
      key: "output.date_format",
      line: 2,
      message: "has no effect: dates are always like 2026-11-30",
    },
    { key: "rows.0.colour", line: 5, message: "has no effect: dates are always like 2026-11-30" },
  ]);
  expect(settings.map(({ key }) => key)).toEqual(["output.format", "rows.0.name"]);
});

test("a retired key that a variable sets is a warning that names the variable", async () => {
  const { warnings } = await inspectToml(schema, "", {
    env: { ETTL_OUTPUT__DATE_FORMAT: "02/01/2006" },
  });
  expect(warnings).toEqual([
    {
      key: "output.date_format",
      message: "has no effect: dates are always like 2026-11-30",
      source: "ETTL_OUTPUT__DATE_FORMAT",
    },
  ]);
});

test("a retired key is deprecated in the JSON Schema, and not in a starter file", () => {
  expect(jsonSchema(schema)).toMatchObject({
    properties: {
      output: {
        properties: {
          date_format: {
            deprecated: true,
            description: "Has no effect: dates are always like 2026-11-30.",
          },
        },
      },
    },
  });
  expect(JSON.stringify(jsonSchema(schema))).not.toContain("retired");
  expect(starterFile(schema)).not.toMatch(/date_format|colour/);
});
