import { get } from "node:http";
import { WebSocket } from "ws";
import { type ClientsReport, type ClientsTask, lastType } from "./task.ts";

const task: ClientsTask = JSON.parse(process.argv[2] ?? "");
const host = `127.0.0.1:${task.port}`;
const delays = new Map<number, number>();
const known = new Map<string, string>();
let events = 0;
let ticks = 0;
let outOfOrder = 0;
let different = 0;
let reading = 0;
let open = 0;
let finished = () => {};
const allFinished = new Promise<void>((resolve) => {
  finished = resolve;
});

/** Reads the messages of one client; each of them must be what the others got. */
function reader(onHello: () => void): (text: string) => void {
  let next = 0;
  reading += 1;
  return (text) => {
    const head = /^\{(?:"id":"\w+-(\d+)",)?"type":"([\w.]+)"(?:,"at":"([^"]+)")?/.exec(text);
    const [, number, type, at] = head ?? [];
    if (type === "hello") {
      next = Number(number) + 1;
      onHello();
    }
    if (at === undefined) return;
    const delay = Math.max(0, Date.now() - Date.parse(at));
    delays.set(delay, (delays.get(delay) ?? 0) + 1);
    const key = `${type} ${number ?? at}`;
    const same = known.get(key);
    if (same === undefined) known.set(key, text);
    else if (same !== text) different += 1;
    if (number === undefined) {
      ticks += 1;
      return;
    }
    events += 1;
    if (Number(number) !== next) outOfOrder += 1;
    next = Number(number) + 1;
    if (type !== lastType) return;
    reading -= 1;
    if (reading === 0) finished();
    // For those it does not come to.
    else if (reading === task.websockets + task.streams - 1) setTimeout(finished, 15_000);
  };
}

const listen = (isStalled: boolean) =>
  new Promise<void>((resolve, reject) => {
    const socket = new WebSocket(`ws://${host}/live`, { perMessageDeflate: false });
    const read = isStalled ? undefined : reader(resolve);
    socket.on("error", reject).on("message", (data) => {
      if (read) read(`${data}`);
      else {
        socket.pause();
        resolve();
      }
    });
    if (isStalled) return;
    open += 1;
    socket.on("close", leave);
  });

const stream = (isStalled: boolean) =>
  new Promise<void>((resolve, reject) => {
    const read = isStalled ? undefined : reader(resolve);
    get(`http://${host}/live`, (response) => {
      let text = "";
      response.on("error", () => {});
      response.setEncoding("utf8").on("data", (chunk: string) => {
        if (!read) {
          response.pause();
          resolve();
          return;
        }
        const blocks = (text + chunk).split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) read(data);
        }
      });
      if (!read) return;
      open += 1;
      response.on("close", leave);
    }).on("error", reject);
  });

/** The stalled ones learn of nothing; the process ends when the server has let go of the others. */
function leave(): void {
  open -= 1;
  if (open === 0) process.exit(0);
}

const kinds = [
  ...Array.from({ length: task.websockets }, () => () => listen(false)),
  ...Array.from({ length: task.streams }, () => () => stream(false)),
  ...Array.from({ length: task.stalledWebsockets }, () => () => listen(true)),
  ...Array.from({ length: task.stalledStreams }, () => () => stream(true)),
];
for (let first = 0; first < kinds.length; first += 50)
  await Promise.all(kinds.slice(first, first + 50).map((connect) => connect()));
process.stdout.write("connected\n");
await allFinished;
const report: ClientsReport = {
  events,
  ticks,
  tickMessages: [...known.keys()].filter((key) => key.startsWith("ticks ")).length,
  outOfOrder,
  different,
  unfinished: reading,
  delays: [...delays],
};
process.stdout.write(`${JSON.stringify(report)}\n`);
