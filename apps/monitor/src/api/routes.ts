import { Hono } from "hono";
import { etag } from "hono/etag";
import type { MonitorParts } from "./monitor-parts.ts";
import { openApi } from "./open-api.ts";
import { type Authorize, type Operations, serveOperations } from "./operation.ts";
import { overviewOperations } from "./overview-operations.ts";
import { publicOperations } from "./public-operations.ts";
import { targetOperations } from "./target-operations.ts";
import { watchOperations } from "./watch-operations.ts";

/** Who has the answer already is told so. */
const cachedPaths = ["/status.json", "/badges/*", "/api/openapi.json"];

/** The JSON API, the public status and the badges. */
export function apiRoutes(
  parts: MonitorParts,
  { authorize, version }: { readonly authorize: Authorize; readonly version: string },
): Hono {
  const described: Record<string, Operations> = {
    ...overviewOperations(parts),
    ...watchOperations(parts),
    ...targetOperations(parts),
    ...publicOperations(parts, authorize),
  };
  const document = openApi(described, version);
  const app = new Hono();
  for (const path of cachedPaths) app.use(path, etag());
  return app.route(
    "/",
    serveOperations(
      {
        ...described,
        "/api/openapi.json": {
          GET: {
            summary: "The description of this API.",
            scope: "open",
            answer: (context) => context.json(document, 200, { "Cache-Control": "max-age=60" }),
          },
        },
      },
      authorize,
    ),
  );
}
