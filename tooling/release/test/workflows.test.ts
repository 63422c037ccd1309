import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string }[];
  readonly "timeout-minutes"?: number;
}

async function workflow(name: string) {
  const path = fileURLToPath(new URL(`../../../.github/workflows/${name}`, import.meta.url));
  const text = await readFile(path, "utf8");
  const { on, jobs, permissions } = parse(text) as {
    readonly on: Readonly<Record<string, { readonly inputs?: object } | null>>;
    readonly jobs: Readonly<Record<string, Job>>;
    readonly permissions: Readonly<Record<string, string>>;
  };
  return { text, on, jobs, permissions };
}

test.each(["ci.yml", "release.yml", "docs.yml", "images.yml"])(
  "%s runs actions at a commit only, each job with a limit of time",
  async (name) => {
    const { text, jobs } = await workflow(name);
    const actions = [...text.matchAll(/^\s*(?:- )?uses: (?!\.\/)(.*)$/gm)].map(([, used]) => used);
    expect(actions.length).toBeGreaterThan(0);
    for (const used of actions) expect(used).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const job of Object.values(jobs))
      if (job.steps) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  },
);

test("only the job that publishes can identify itself to npm, and nobody has a token", async () => {
  const { text, jobs, permissions } = await workflow("release.yml");
  expect(permissions).toEqual({});
  const { state, version, publish, docs, images } = jobs;
  expect(state?.permissions).toEqual({ contents: "read" });
  expect(version?.permissions).toEqual({ contents: "write", "pull-requests": "write" });
  expect(publish?.permissions).toEqual({ contents: "write", "id-token": "write" });
  expect(docs?.permissions).toEqual({ contents: "read", pages: "write", "id-token": "write" });
  expect(images?.permissions).toEqual({
    contents: "read",
    packages: "write",
    "id-token": "write",
    attestations: "write",
  });
  expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./);
});

test("a release calls the workflow of the images, for its tags start none", async () => {
  const { jobs } = await workflow("release.yml");
  const called = Object.values(jobs).find(({ uses }) => uses === "./.github/workflows/images.yml");
  expect(called?.needs).toBe("publish");
  const { on } = await workflow("images.yml");
  expect(on).not.toHaveProperty("push");
  for (const event of ["workflow_call", "workflow_dispatch"])
    expect(Object.keys(on[event]?.inputs ?? {})).toEqual(Object.keys(called?.with ?? {}));
});
