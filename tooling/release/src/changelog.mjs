// How changesets become CHANGELOG.md, named by .changeset/config.json: the sentence of each, without
// the hash of its commit, and one line for all packages of ours that were released along with it.

export default {
  async getReleaseLine({ summary }) {
    return `- ${summary.trim().replaceAll("\n", "\n  ")}`;
  },
  async getDependencyReleaseLine(_changesets, dependencies) {
    if (dependencies.length === 0) return "";
    const names = dependencies.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`).sort();
    return `- Goes with ${names.join(", ")}.`;
  },
};
