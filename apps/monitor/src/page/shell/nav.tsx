import type { PageContext, PageView } from "../page-context.ts";
import { Icon, type IconName } from "./icons.tsx";

/** How many of each kind need somebody. */
export interface Counts {
  readonly jobs: number;
  readonly probes: number;
  readonly alerts: number;
}

/** Counts what is not well, and the alerts that are told to somebody. */
export function needsAttention({ parts }: PageContext): Counts {
  let jobs = 0;
  let probes = 0;
  for (const { kind, status } of parts.watches.list()) {
    if (status === "healthy") continue;
    if (kind === "heartbeat") jobs += 1;
    if (kind === "probe") probes += 1;
  }
  const { alerts, targets } = parts;
  const own = alerts.firing().filter(({ muted }) => !muted).length;
  const theirs = [...targets.values()].flatMap(({ alerts: { firing } }) => firing);
  return { jobs, probes, alerts: own + theirs.filter(({ muted }) => muted !== true).length };
}

const pages = [
  { page: "overview", path: "/", word: "Overview", icon: "grid" },
  { page: "jobs", path: "/jobs", word: "Jobs", icon: "clock" },
  { page: "probes", path: "/probes", word: "Probes", icon: "globe" },
  { page: "alerts", path: "/alerts", word: "Alerts", icon: "bell" },
] as const satisfies readonly { readonly icon: IconName; readonly [name: string]: string }[];

/** The way to each page, with how much there needs somebody. */
export const Nav = ({
  page,
  counts,
}: {
  readonly page: PageView["page"];
  readonly counts: Counts;
}) => (
  <nav class="nav" id="nav" aria-label="Main" data-part>
    <ul>
      {pages.map(({ page: one, path, word, icon }) => {
        const count = one === "overview" ? undefined : counts[one];
        return (
          <li>
            <a href={path} aria-current={one === page ? "page" : undefined}>
              <Icon name={icon} />
              <span>{word}</span>
              {count !== undefined && <Count count={count} />}
            </a>
          </li>
        );
      })}
    </ul>
  </nav>
);

/** How many need somebody; nothing while none does. */
const Count = ({ count }: { readonly count: number }) =>
  count === 0 ? null : (
    <span class="cnt">
      <span data-value>{count > 99 ? "99+" : count}</span>
      <span class="vh"> need attention</span>
    </span>
  );
