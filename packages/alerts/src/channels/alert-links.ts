import type { Alert } from "../alert.ts";

/** An address that belongs to an alert, with the word for it. */
export interface NamedLink {
  readonly text: string;
  readonly href: string;
}

const words = { trace: "Trace", dashboard: "Dashboard", runbook: "Runbook" } as const;

/** The links of an alert that are http or https and not too long, in the order of their use. */
export function namedLinks({ links = {} }: Alert, maxLength: number): readonly NamedLink[] {
  return (["runbook", "dashboard", "trace"] as const).flatMap((kind) => {
    const href = links[kind];
    const isUsable = href !== undefined && /^https?:\/\//i.test(href) && href.length <= maxLength;
    return isUsable && URL.canParse(href) ? [{ text: words[kind], href: new URL(href).href }] : [];
  });
}
