import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** Runs the program over one document; its name in what is printed is README.md. */
async function readme(markdown: string) {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "README.md"), markdown);
  return await runProgram([program, "README.md"], { cwd: folder.path });
}

const block = (language: string, text: string, ...comments: string[]) =>
  `${comments.map((comment) => `<!-- ${comment} -->\n\n`).join("")}\`\`\`${language}\n${text}\n\`\`\`\n\n`;

/** What is wrong, as blocks, and what is said of the last of them. */
const wrong: readonly (readonly [what: string, blocks: string, said: RegExp])[] = [
  ["a wrong output", block("js", "console.log(2);") + block("", "3"), /expected "3", printed "2"/],
  [
    "a block that throws",
    block("js", 'throw new Error("no way");'),
    /ended with 1, not with 0:[\s\S]*no way/,
  ],
  ["an unknown key", block("toml", '[logging]\nlevl = "info"'), /logging\.levl: unknown key/],
  ["a section that nobody reads", block("toml", "[letterboxd]"), /does not read \[letterboxd\]/],
  ["a type that does not fit", block("ts", 'export const a: number = "1";'), /TS2322/],
  ["a language without a rule", block("python", "print(1)"), /no rule for the language "python"/],
  ["code that is called a drawing", block("sh", "false", "drawing: of it"), /sh is no drawing/],
  ["a text that nothing prints", block("", "3"), /nothing before it prints this/],
  ["a failing command before others", block("sh", "false\ntrue"), /ended with 1, not with 0/],
  ["another exit code than told", block("sh", "exit 3", "exits: 2"), /ended with 3, not with 2/],
  [
    "a package that is called otherwise",
    block("sh", "npm install @ettl/loging"),
    /neither a package of this repository nor a peer of one: @ettl\/loging/,
  ],
  [
    "an answer with another key",
    block("json", '{ "a": 1 }', "output of: echo '{ \"b\": 1 }'"),
    /a is not there; there are: b/,
  ],
  [
    "an answer of another type",
    block("json", '{ "a": "1" }', "output of: echo '{ \"a\": 1 }'"),
    /a: expected "1", got 1/,
  ],
  [
    "an answer with another number",
    block("json", '{ "a": { "b": 1 } }', `output of: echo '{ "a": { "b": 2 } }'`),
    /a\.b: expected 1, got 2/,
  ],
  [
    "an answer with more than is said",
    block("json", '{ "a": 1 }', 'output of: echo \'{ "a": 1, "b": 2 }\''),
    /the answer has more: b/,
  ],
  [
    "a longer list than is said",
    block("json", "[1]", "output of: echo '[1, 2]'"),
    /has 2 elements/,
  ],
  [
    "a list without what is said",
    block("json", '["a", "…"]', "output of: echo '[\"b\"]'"),
    /\[0\]: expected "a", got "b"/,
  ],
  ["JSON that is none", block("json", "{ a: 1 }"), /it is no JSON/],
  ["YAML with a key twice", block("yaml", "a: 1\na: 2"), /it is no YAML: Map keys must be unique/],
  ["PromQL that ends early", block("promql", "sum(rate(a[5m])"), /it is no PromQL/],
  [
    "a comment that means nothing",
    block("js", "1;", "whith: demo"),
    /"whith" in line \d+ means nothing/,
  ],
  ["a setup that is not there", block("js", "1;", "with: moon"), /no setup "moon"/],
  ["no reason for not running", block("js", "1;", "not run:"), /nothing says why/],
  [
    "a script that does not exist",
    block("sh", "npm run nothing", "not run: see above"),
    /no script "nothing"/,
  ],
  [
    "a file that is not there",
    block("sh", "docker compose -f docker/nothing.yaml up", "not run: no docker"),
    /there is no docker\/nothing\.yaml/,
  ],
  [
    "a compose file that is not there",
    block("sh", "docker compose -f nowhere.yaml up", "not run: no docker"),
    /there is no nowhere\.yaml/,
  ],
  [
    "an object that no manifest has",
    block("sh", "kubectl logs deployment/nobody", "not run: no cluster"),
    /no manifest has a deployment\/nobody/,
  ],
  ["a Dockerfile that begins late", block("dockerfile", "RUN true"), /begins with no FROM/],
  [
    "a command that reaches far",
    block("sh", "systemctl stop nothing"),
    /systemctl: this can't run here/,
  ],
  [
    "a line that is not among others",
    block("", "a\nc", "lines of: printf 'a\\nb\\n'"),
    /line 2: "c" was not printed/,
  ],
  [
    "a folder that is not there",
    block("", "packages/\n  loging/", "tree: ."),
    /there is no loging\/ in packages/,
  ],
];

describe("pnpm readme", () => {
  it("runs, compares and checks blocks, and tells what it left out and why", async () => {
    const { code, stdout } = await readme(
      [
        "# Blocks\n\n",
        block(
          "js",
          'import { createHealth } from "@ettl/health";\nconsole.log(typeof createHealth);',
        ),
        block("", "function"),
        block(
          "ts",
          'import type { Alert } from "@ettl/alerts";\nexport const alerts: Alert[] = [];',
        ),
        block("toml", '[logging]\nlevel = "debug"'),
        block("json", '{ "a_ms": 1 }', "output of: echo '{ \"a_ms\": 2 }'"),
        block(
          "json",
          '{ "list": [{ "name": "b", "…": "…" }, "…"], "…": "…" }',
          `output of: echo '{"list":[{"name":"a"},{"name":"b","at":1}],"more":null}'`,
        ),
        block("yaml", "a: [1, 2]"),
        block("promql", "sum by (type) (rate(exports_total[5m]))"),
        block("sh", "npm install @ettl/logging pino-roll\ntest -d ../node_modules/@ettl/logging"),
        block("text", "0.0.1", "output of: ettl-monitor --version"),
        block("", "a ──▶ b", "drawing: two letters"),
        block("sh", "npm start", "not run: it never ends"),
      ].join(""),
    );
    expect(stdout).toContain("README.md: 3 run, 4 compared, 3 checked, 1 drawn, 1 not run\n");
    expect(stdout).toMatch(/^ {2}not run, line \d+: it never ends$/m);
    expect(code).toBe(0);
  });

  it("lets a server go on for what is asked of it below, and takes its ports from nobody", async () => {
    const serve = `import { createServer } from "node:http";
createServer((request, response) => response.end(request.url)).listen(9090, "127.0.0.1");
console.log("http://127.0.0.1:9090/");`;
    const ask = "output of: curl http://127.0.0.1:9090/path";
    const { code, stdout } = await readme(
      `# Server\n\n${block("js", serve, "serves: 9090")}${block("", "http://127.0.0.1:9090/")}${block("", "/path", ask)}`,
    );
    expect(stdout).toContain("README.md: 1 run, 2 compared\n");
    expect(code).toBe(0);
  });

  it("reads all Markdown below a folder, save what others or machines wrote", async () => {
    await using folder = await temporaryFolder();
    for (const path of ["docs/a.md", "docs/deep/b.md", "docs/node_modules/c.md", "index.api.md"]) {
      await mkdir(join(folder.path, path, ".."), { recursive: true });
      await writeFile(join(folder.path, path), "```js\n1;\n```\n");
    }
    const { stdout } = await runProgram([program], { cwd: folder.path });
    expect(stdout).toMatch(/^docs\/a\.md: 1 run\ndocs\/deep\/b\.md: 1 run\n2 files: 2 run\n/);
  });

  it("knows each package that a sentence or a table tells to install", async () => {
    const { code, stdout } = await readme("Text\n\n| a | `npm install pino-rol` |\n| - | - |\n");
    expect(stdout).toContain("README.md:3: neither a package");
    expect(code).toBe(1);
  });

  it("ends with 2 for a file that is not there", async () => {
    const { code, stderr } = await runProgram([program, "nowhere.md"]);
    expect(stderr).toContain("nowhere.md");
    expect(code).toBe(2);
  });

  it("fails for each block that is not as the document says, with its place", async () => {
    const markdown = wrong.map(([what, blocks]) => `# ${what}\n\n${blocks}`).join("");
    const { code, stdout } = await readme(markdown);
    expect(code).toBe(1);
    for (const [what, blocks, said] of wrong) {
      const begin = markdown.indexOf(`# ${what}\n\n`) + `# ${what}\n\n`.length;
      const last = begin + blocks.lastIndexOf("```", blocks.length - 6);
      const above = markdown.slice(0, last);
      const place = `README.md:${above.split("\n").length}: `;
      const from = stdout.indexOf(`\n${place}`);
      const told = stdout.slice(from).split(/\n(?=README)/)[1];
      expect(told ?? `nothing at ${place}`, what).toMatch(said);
    }
    expect(stdout).toContain(`${wrong.length} wrong\n`);
  });
});
