import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import { findTargetHandler, isMiddleware } from "hono/utils/handler";

/**
 * The template of the route that a request is for, such as `/films/:id`. What is called for every
 * path below another is a middleware: that it is there does not make the path a known one.
 */
export function matchedRoute(context: Context): string | undefined {
  const routes = matchedRoutes(context);
  const isRoute = ({ method, handler }: (typeof routes)[number]) =>
    method !== "ALL" || !isMiddleware(findTargetHandler(handler));
  const answering = routes[context.req.routeIndex];
  // One that a middleware refused was still meant for its route.
  const route = answering && isRoute(answering) ? answering : routes.find(isRoute);
  return route?.path;
}
