import { type Channel, DeliveryError } from "@ettl/alerts";
import { channelContract } from "@ettl/alerts/testing";
import { describe, test } from "vitest";

/** The channel of the README, as it stands there. */
function ntfy({ topicUrl, name = "ntfy" }: { topicUrl: string; name?: string }): Channel {
  return {
    name,
    async send({ title, message }, { signal }) {
      const body = `${title}\n\n${message}`;
      const response = await fetch(topicUrl, { method: "POST", body, redirect: "manual", signal });
      if (!response.ok) throw DeliveryError.fromResponse(response);
    },
  };
}

describe("the channel of the README keeps the contract", () => {
  for (const [title, run] of channelContract(({ url }) => ntfy({ topicUrl: url })))
    test(title, run);
});
