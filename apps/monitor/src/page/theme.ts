import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { type Theme, themes } from "./page-context.ts";

/** The look that this browser has chosen. */
export function themeOf(context: Context): Theme {
  return themes.find((one) => one === getCookie(context, "ettl_theme")) ?? "auto";
}
