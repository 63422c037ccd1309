import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { codeBlocks, documents } from "@ettl-tooling/readme";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** How many blocks of each document have such a comment. */
function counted(comment: string): Record<string, number> {
  const files = documents([root]).flatMap((file) => {
    const blocks = codeBlocks(file).filter(({ directives }) =>
      directives.some(({ name }) => name === comment),
    );
    return blocks.length === 0 ? [] : [[relative(root, file), blocks.length]];
  });
  return Object.fromEntries(files);
}

it("leaves out no more blocks of the documents than are counted here", () => {
  expect(counted("not run")).toEqual({
    "CONTRIBUTING.md": 3,
    "README.md": 1,
    "docker/README.md": 7,
    "docs/dashboards-and-rules.md": 1,
    "docs/elastic.md": 3,
    "docs/getting-started.md": 1,
    "docs/kubernetes.md": 4,
    "docs/operating.md": 8,
    "docs/releasing.md": 3,
    "tooling/bench/README.md": 1,
    "tooling/published/README.md": 1,
    "tooling/soak/README.md": 1,
  });
});

it("calls no more blocks a drawing than are counted here", () => {
  expect(counted("drawing")).toEqual({ "docs/architecture.md": 4 });
});
