import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

// Tests import packages by name and so run what is published: dist stays native, untransformed.
const server = { deps: { external: [/\/dist\//] } };
const shared = { root, server, testTimeout: 120_000, hookTimeout: 60_000 };

// Set by the script of `pnpm test:peers`, which then says that these tests did not run.
const withoutPeers = [
  ...(process.env.ETTL_WITHOUT_JAEGER ? ["**/jaeger.peers.test.ts"] : []),
  ...(process.env.ETTL_WITHOUT_OPENSEARCH ? ["**/opensearch.peers.test.ts"] : []),
];

export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["{packages,apps,tooling}/*/{src,test}/**/*.test.ts"],
          exclude: ["**/*.peers.test.ts", "**/node_modules/**", "**/dist/**"],
        },
      },
      {
        test: {
          ...shared,
          name: "peers",
          include: ["{packages,apps,tooling}/*/{src,test}/**/*.peers.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**", ...withoutPeers],
        },
      },
    ],
  },
});
