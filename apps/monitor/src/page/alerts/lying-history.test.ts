import { expect, test } from "vitest";
import { lyingAlerts } from "../../../test/lying-target.ts";
import { episodesOf, lastMs, toldOf } from "./episodes.ts";
import { channelMarks } from "./firing.ts";
import { ledgerOf } from "./ledger.ts";
import { listOf } from "./plain-entry.ts";

test("S5 a history that lies in each of its fields has episodes, marks and a ledger all the same", () => {
  const history = listOf(lyingAlerts());
  const episodes = episodesOf("liar", history);
  expect(episodes.length).toBeGreaterThan(100);
  for (const episode of episodes) {
    expect(Number.isFinite(lastMs(episode))).toBe(true);
    expect(toldOf(episode).of).toBeLessThan(10);
    for (const { tone, icon, word } of channelMarks(episode.entries))
      expect([tone, icon, word]).toEqual(Array.from({ length: 3 }, () => expect.any(String)));
    for (const { outcome } of ledgerOf(episode.entries, true).rows)
      expect(outcome).toEqual({
        tone: expect.any(String),
        icon: expect.any(String),
        word: expect.any(String),
      });
  }
});
