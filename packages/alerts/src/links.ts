import type { Alert, AlertLinks } from "./alert.ts";

/**
 * Addresses with places for what an alert says: `{trace_id}`, `{correlation_id}`, `{fingerprint}`,
 * `{level}`, `{source}`, `{title}`, `{labels.region}`. A link is left out where the alert has no such
 * value. Values are percent-encoded.
 */
export interface LinkTemplates {
  /** For example `https://jaeger.example.com/trace/{trace_id}`. */
  readonly trace?: string | undefined;
  readonly dashboard?: string | undefined;
  readonly runbook?: string | undefined;
}

const kinds = ["trace", "dashboard", "runbook"] as const;
const places = ["trace_id", "correlation_id", "fingerprint", "level", "source", "title"] as const;

/**
 * Prepares the templates.
 *
 * @throws {TypeError} for a template that is no http or https URL, or names a place unknown here.
 */
export function linksOf(
  templates: LinkTemplates = {},
): (alert: Omit<Alert, "links">) => AlertLinks | undefined {
  const given = kinds.flatMap((kind) => {
    const template = templates[kind];
    return template ? [[kind, checked(kind, template)] as const] : [];
  });
  if (given.length === 0) return () => undefined;
  return (alert) => {
    const links = given.flatMap(([kind, template]) => {
      const filled = fill(template, alert);
      return filled === undefined ? [] : [[kind, filled] as const];
    });
    return links.length === 0 ? undefined : Object.freeze(Object.fromEntries(links));
  };
}

const place = /\{([^{}]*)\}/g;

function checked(kind: string, template: string): string {
  for (const [, name = ""] of template.matchAll(place))
    if (!places.includes(name as (typeof places)[number]) && !/^labels\..+/.test(name))
      throw new TypeError(
        `links.${kind}: no place {${name}}; expected ${places.map((known) => `{${known}}`).join(", ")} or {labels.<name>}`,
      );
  const example = template.replace(place, "x");
  if (!/^https?:\/\//i.test(example) || !URL.canParse(example))
    throw new TypeError(`links.${kind}: expected an http or https URL`);
  return template;
}

function fill(template: string, alert: Omit<Alert, "links">): string | undefined {
  let complete = true;
  const filled = template.replace(place, (_, name: string) => {
    const value = name.startsWith("labels.")
      ? alert.labels?.[name.slice("labels.".length)]
      : alert[name as (typeof places)[number]];
    if (!value) complete = false;
    return encodeURIComponent(toWellFormed(value ?? ""));
  });
  return complete ? filled : undefined;
}

/** Half of a surrogate pair would make `encodeURIComponent` throw. */
const toWellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");
