// Stands for commands that would reach beyond the folder of a block: services, clusters, other people's processes.
const [tool = ""] = process.argv.slice(2);
console.error(`${tool}: this can't run here; say so by <!-- not run: why -->`);
process.exitCode = 1;
