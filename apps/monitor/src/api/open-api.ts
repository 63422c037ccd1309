import * as z from "zod";
import type { Operation, Operations } from "./operation.ts";

/** Describes the operations as an OpenAPI 3.1 document. */
export function openApi(paths: Readonly<Record<string, Operations>>, version: string) {
  const described: Record<string, Record<string, unknown>> = {};
  const schemas: Record<string, unknown> = {};
  for (const [path, operations] of Object.entries(paths))
    described[path.replace(/:(\w+)/g, "{$1}")] = Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method.toLowerCase(),
        operationObject(path, operation, schemas),
      ]),
    );
  return {
    openapi: "3.1.0",
    info: {
      title: "ettl-monitor",
      version,
      description: "What the monitor watches, what happened, and what can be done about it.",
    },
    paths: described,
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

function operationObject(path: string, operation: Operation, schemas: Record<string, unknown>) {
  const { summary, scope, query = {}, body, answers, type } = operation;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: "query",
    description,
    schema: { type: "string" },
  }));
  const content = answers
    ? { "application/json": { schema: schemaOf(answers, schemas) } }
    : { [type ?? "application/json"]: {} };
  const problem = (description: string) => ({ description });
  return {
    summary,
    ...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
    ...(body && {
      requestBody: { content: { "application/json": { schema: schemaOf(body, schemas) } } },
    }),
    responses: {
      200: { description: "As described.", content },
      400: problem("A parameter is wrong; the answer says which."),
      ...(scope !== "open" && { 401: problem("A token is missing.") }),
      404: problem("There is none."),
    },
    ...(scope !== "open" && { security: [{ token: [scope] }] }),
  };
}

/** Named schemas go to the components, once each. */
function schemaOf(schema: z.ZodType, schemas: Record<string, unknown>): unknown {
  const {
    $schema: _,
    $defs,
    ...found
  } = z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: "any",
  }) as Record<string, unknown>;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, unknown>))
    schemas[name] = relocated(withoutId(definition));
  const { id, ...rest } = found;
  if (typeof id !== "string") return relocated(rest);
  schemas[id] = relocated(rest);
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId(definition: unknown): unknown {
  const { id: _, ...rest } = definition as Record<string, unknown>;
  return rest;
}

/** References point into the one document. */
function relocated(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as unknown;
}
