import type { Account, Play } from "./account.ts";
import type { Rows } from "./page.ts";

const firstChange = Date.UTC(2026, 0, 1);

/** An account that somebody goes on using while it is read. */
export interface ChangingAccount extends Account {
  /** For `/sync/last_activities`. */
  readonly changedAt: string;
  /** Says that something changed, which need not be so. */
  touch(): void;
  /** Adds so many plays at the front of the history, or takes so many away there. */
  change(plays: number): void;
}

export function changingAccount(account: Account): ChangingAccount {
  let changes = 0;
  let added: Play[] = [];
  let removed = 0;
  let made = 0;
  const history: Rows = {
    get length() {
      return added.length + account.history.length - removed;
    },
    slice(from, to) {
      const rest = Math.max(0, from - added.length);
      const end = Math.max(0, to - added.length);
      return [...added.slice(from, to), ...account.history.slice(rest + removed, end + removed)];
    },
  };
  return {
    ...account,
    history,
    get changedAt() {
      return new Date(firstChange + changes * 1000).toISOString();
    },
    touch() {
      changes++;
    },
    change(plays) {
      changes++;
      if (plays < 0) {
        const taken = Math.min(added.length, -plays);
        added = added.slice(taken);
        removed += -plays - taken;
        return;
      }
      const [model] = account.history.slice(0, 1) as readonly Play[];
      if (!model) return;
      for (let index = 0; index < plays; index++) {
        made++;
        const time = Date.parse(model.watched_at) + made * 86_400_000;
        const play = {
          ...model,
          id: 90_000_000_000 + made,
          watched_at: new Date(time).toISOString(),
        };
        added = [play, ...added];
      }
    },
  };
}
