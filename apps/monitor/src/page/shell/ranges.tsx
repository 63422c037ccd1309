import { addressWith, type PageContext } from "../page-context.ts";
import { ranges } from "../range.ts";

/** Links to the same page over other lengths of time. */
export const Ranges = ({ context }: { readonly context: PageContext }) => (
  <nav class="seg" aria-label="Time range">
    {ranges.map(({ word }) => (
      <a
        href={addressWith(context, { range: word })}
        aria-current={word === context.range.word ? "true" : undefined}
      >
        {word}
      </a>
    ))}
  </nav>
);
