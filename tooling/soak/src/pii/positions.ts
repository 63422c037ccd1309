import { info, type Log } from "./pii-case.ts";

/** A value on its way into a log line. */
export interface Placed {
  /** The bare value, for a field. */
  readonly text: string;
  /** A sentence with `{}` where the value goes. */
  readonly sentence: string;
  /** The name of the field that holds it; says nothing about secrecy. */
  readonly key: string;
  /** The name of a header that holds it. */
  readonly header?: string;
  /** An address with `{}` where the value goes. */
  readonly url?: string;
}

export type Place = (placed: Placed) => Log;
type Places = Readonly<Record<string, Place>>;

const said = ({ sentence, text }: Placed) => sentence.replaceAll("{}", () => text);
const address = ({ url = "", text }: Placed) => url.replaceAll("{}", () => text);
const header = ({ header: name = "" }: Placed) => name;

/** Where programs put values, whatever these are. */
export const anywhere: Places = {
  message: (placed) => info(said(placed)),
  field: ({ key, text }) => info({ [key]: text, attempt: 2 }, "job.step"),
  nested: ({ key, text }) =>
    info({ request: { id: 17, body: { customer: { [key]: text, plan: "pro" } } } }, "request.read"),
  array: ({ key, text }) => info({ batch: 3, [`${key}s`]: ["first", text, "last"] }, "batch.read"),
  "error-message": (placed) => (logger) => logger.error(new Error(said(placed))),
  "error-field": (placed) => (logger) =>
    logger.error({ error: new TypeError(said(placed)), job: "nightly" }, "job.failed"),
  "error-stack": (placed) => (logger) => {
    const error = new Error(said(placed));
    // The text of the stack is made when it is first read: before the message is replaced.
    const { stack = "" } = error;
    Object.assign(error, { message: "the upstream call failed", stack });
    logger.error({ error }, "sync.failed");
  },
  "error-cause": (placed) => (logger) =>
    logger.error(new Error("the sync failed", { cause: new Error(said(placed)) })),
  "error-property": (placed) => (logger) => {
    const config = { method: "post", timeout: 5000, data: said(placed) };
    const error = Object.assign(new Error("Request failed with status code 422"), { config });
    logger.error({ error }, "http.failed");
  },
  "format-args": ({ sentence, text }) =>
    info(`${sentence.replace("{}", "%s").replaceAll("{}", "it")} (%d ms)`, text, 35),
  child: ({ key, text }) => {
    return (logger) => logger.child({ [key]: text, worker: 4 }).info("worker.started");
  },
  "json-text": ({ key, text }) =>
    info({ body: JSON.stringify({ id: 17, [key]: text, tags: [] }), status: 422 }, "http.rejected"),
};

/** Places that a logger must look into; one that doesn't print them tells nothing, either. */
export const collections: Places = {
  "map-value": ({ key, text }) => info({ state: new Map([[key, text]]) }, "state.saved"),
  "map-key": ({ key, text }) => info({ [`by_${key}`]: new Map([[text, 3]]) }, "state.counted"),
  "object-key": ({ key, text }) => info({ [`by_${key}`]: { [text]: 3, other: 1 } }, "counted"),
  set: ({ key, text }) => info({ [`${key}s`]: new Set([text, "second"]) }, "set.read"),
};

export const headers: Places = {
  "headers-object": (placed) =>
    info({ headers: { accept: "*/*", [header(placed)]: placed.text } }, "request.sent"),
  "headers-pairs": (placed) => {
    const pairs = Object.entries({ Accept: "*/*", [header(placed)]: placed.text });
    return info({ headers: pairs, status: 401 }, "request.sent");
  },
};

export const headersClass: Places = {
  "headers-class": (placed) =>
    info({ headers: new Headers({ accept: "*/*", [header(placed)]: placed.text }) }, "http.sent"),
};

export const urls: Places = {
  "url-field": (placed) => info({ method: "GET", url: address(placed), status: 502 }, "http.done"),
  "url-message": (placed) => info(`GET ${address(placed)} answered 502 after 3 tries`),
  "url-object": (placed) => info({ target: new URL(address(placed)) }, "http.redirected"),
};

export const places: Places = {
  ...anywhere,
  ...collections,
  ...headers,
  ...headersClass,
  ...urls,
};
