/** Stands for every secret in these tests; it must never be printed. */
export const secret = ["correct", "horse", "battery", "staple"].join("-");

export interface BrokenFile {
  readonly what: string;
  readonly toml: string;
  /** What each problem begins with, in this order. */
  readonly problems: readonly RegExp[];
}

/** Ten ways to get a configuration wrong, and what the monitor must say of each. */
export const brokenFiles: readonly BrokenFile[] = [
  {
    what: "C2 an unknown key",
    toml: "[monitoring]\nenabled = true\nmetrics_prot = 9100\n",
    problems: [
      /^ettl\.toml:3:1 {2}monitoring\.metrics_prot: unknown key\. Did you mean "metrics_port"\?$/,
    ],
  },
  {
    what: "C2 an unknown section",
    toml: "[monitorin]\nmetrics_port = 9100\n",
    problems: [/^ettl\.toml:1:2 {2}monitorin: unknown section\. Did you mean \[monitoring\]\?$/],
  },
  {
    what: "C3 a wrong type",
    toml: `[tracing]\nsampling_rate = "half"\n[monitoring]\nauth_token = { value = "${secret}" }\n`,
    problems: [
      /^ettl\.toml:2:\d+ {2}tracing\.sampling_rate: .*number/,
      /^ettl\.toml:4:\d+ {2}monitoring\.auth_token: .*string/,
    ],
  },
  {
    what: "C4 a bad port",
    toml: "[monitoring]\nmetrics_port = 70000\n",
    problems: [/^ettl\.toml:2:\d+ {2}monitoring\.metrics_port: .*65535/],
  },
  {
    what: "C5 a slip in a choice",
    toml: '[logging]\nlevel = "wran"\n',
    problems: [/^ettl\.toml:2:\d+ {2}logging\.level: .*"warn"/],
  },
  {
    what: "C1 TOML that is none",
    toml: '[logging]\nlevel = "info\nformat = "json"\n',
    problems: [/^ettl\.toml:2:9 {2}not valid TOML: this string has no closing quote$/],
  },
  {
    what: "C8 a secret in a broken line",
    toml: `[monitoring]\nauth_token = "${secret}" "${secret}\n`,
    problems: [/^ettl\.toml:2:\d+ {2}not valid TOML: /],
  },
  {
    what: "C10 a key given twice",
    toml: '[monitoring]\nhost = "127.0.0.1"\nhost = "0.0.0.0"\n',
    problems: [/^ettl\.toml:3:1 {2}not valid TOML: host is given twice, first in line 2$/],
  },
  {
    what: "C1 a day that no calendar has",
    toml: "[monitoring]\nmetrics_port = 9100\n\n[backups]\nsince = 2024-02-30\n",
    problems: [/^ettl\.toml:5:\d+ {2}not valid TOML: /],
  },
  {
    what: "C6 wrong entries in a list of tables",
    toml: '[[targets]]\nname = "exporter"\nurl = "http://127.0.0.1:9464"\n\n[[targets]]\nname = "shop"\nurl = "127.0.0.1:8080"\n\n[[targets]]\nname = "mail"\nport = 25\n',
    problems: [
      /^ettl\.toml:7:\d+ {2}targets\.1\.url: expected an http or https URL/,
      /^ettl\.toml:9:\d+ {2}targets\.2\.url: /,
      /^ettl\.toml:11:1 {2}targets\.2\.port: unknown key/,
    ],
  },
];
