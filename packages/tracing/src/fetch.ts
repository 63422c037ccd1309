export type { TracedRequest, TracedRequestInit } from "./http/fetch-arguments.ts";
export { type TracedFetch, type TracedFetchOptions, tracedFetch } from "./http/traced-fetch.ts";
