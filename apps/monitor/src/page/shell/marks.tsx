import type { Tone } from "../status-words.ts";
import { Icon, type IconName } from "./icons.tsx";

interface MarkOptions {
  readonly tone: Tone;
  /** The word is always there, to read or to hear. */
  readonly word: string;
  /** @default the tone's own */
  readonly icon?: IconName;
}

/** An icon with its word for screen readers, in rows. */
export const Mark = ({ tone, word, icon = tone }: MarkOptions) => (
  <span class={`mark s-${tone}`}>
    <Icon name={icon} />
    <span class="vh">{word}</span>
  </span>
);

/** An icon with its word on a tint, once in the head of a page. */
export const Pill = ({ tone, word, icon = tone }: MarkOptions) => (
  <span class={`pill s-${tone}`}>
    <Icon name={icon} />
    <span>{word}</span>
  </span>
);

/** An icon with its word, in a cell. */
export const Outcome = ({ tone, word, icon = tone }: MarkOptions) => (
  <span class={`oc s-${tone}`}>
    <Icon name={icon} />
    {word}
  </span>
);
