export { type NtfyOptions, ntfy } from "./ntfy.ts";
export { ntfyPlugin as default } from "./plugin.ts";
