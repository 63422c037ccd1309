import { stringify } from "yaml";
import { dashboard } from "./dashboard.ts";
import { alerts } from "./dashboards/alerts.ts";
import { exporter } from "./dashboards/exporter.ts";
import { overview } from "./dashboards/overview.ts";
import { runtimeDashboard } from "./dashboards/runtime.ts";
import type { Setting } from "./frame.ts";
import { grafanaRules } from "./grafana-rules.ts";
import { alertingRules, recordingRules } from "./prometheus-rules.ts";
import { program } from "./rule-case.ts";
import { ruleTests } from "./rule-tests.ts";

/** How rules of Grafana are written, besides what the setting says. */
export interface FileOptions {
  readonly grafanaRulesArePaused?: boolean;
}

/** Everything that is generated: text by path, from the folder `docker`. The same each time. */
export function files(setting: Setting, options: FileOptions = {}): Map<string, string> {
  const { grafanaRulesArePaused = true } = options;
  const written = new Map<string, string>();
  for (const each of [overview, exporter, runtimeDashboard, alerts])
    written.set(
      `grafana/dashboards/${each.uid}.json`,
      `${JSON.stringify(dashboard(each, setting), undefined, 2)}\n`,
    );
  const yaml = (path: string, content: object) => written.set(path, header + text(content));
  yaml("prometheus/rules/ettl-recordings.yml", recordingRules(setting));
  yaml("prometheus/rules/ettl-alerts.yml", alertingRules(setting));
  // The cases are about a program of one job; rules about other jobs have nothing to say of it.
  if (new RegExp(`^(?:${setting.jobs})$`).test(program.job))
    for (const [name, test] of ruleTests(setting)) yaml(`prometheus/rules/tests/${name}.yml`, test);
  yaml(
    "grafana/provisioning/alerting/rules.yaml",
    grafanaRules(setting, { isPaused: grafanaRulesArePaused }),
  );
  return written;
}

const header = "# Written by `pnpm dashboards`; change tooling/dashboards instead.\n";

// Lines are broken nowhere: an expression can be searched for, and copied.
const text = (content: object) =>
  stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
