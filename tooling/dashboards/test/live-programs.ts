import { httpReceiver, refusedHistory, startDemo } from "@ettl-tooling/test";
import { troubledProgram } from "./troubled-program.ts";

/** The demo after good and bad runs, whose alerts a channel took, and a program in trouble. */
export async function livePrograms() {
  const started: AsyncDisposable[] = [];
  const start = <T extends AsyncDisposable>(resource: T): T => {
    started.unshift(resource);
    return resource;
  };
  const end = async () => {
    for (const each of started.splice(0)) await each[Symbol.asyncDispose]();
  };
  try {
    const receiver = start(await httpReceiver());
    const troubled = start(await troubledProgram());
    const demo = start(await startDemo({ env: { ALERT_WEBHOOK_URL: receiver.url } }));
    await demo.setFaults(refusedHistory);
    await demo.nextRun();
    const ofDemo = [demo.exporter, demo.monitor].map((url) => new URL(url).host);
    const addresses = [...ofDemo, troubled.address];
    return {
      demo,
      addresses,
      /** What all of them serve as metrics now. */
      async served() {
        const answers = await Promise.all(
          addresses.map((address) => fetch(`http://${address}/metrics`)),
        );
        return await Promise.all(answers.map((answer) => answer.text()));
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
