/** The drawings; each is 16 by 16, in the colour of its text. */
const drawings = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path class="cut" d="M5 8.2 7.1 10.3 11 6" />
    </>
  ),
  warn: (
    <>
      <path
        d="M8 1.4 15.2 14H.8Z"
        fill="currentColor"
        stroke="currentColor"
        stroke-width="1.2"
        stroke-linejoin="round"
      />
      <path class="cut" d="M8 6v3.6M8 11.7v.1" />
    </>
  ),
  bad: (
    <>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5Z" fill="currentColor" />
      <path class="cut" d="m5.4 5.4 5.2 5.2M10.6 5.4l-5.2 5.2" />
    </>
  ),
  unknown: (
    <>
      <circle
        cx="8"
        cy="8"
        r="6.3"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-dasharray="2.6 2.35"
      />
      <path class="ln" d="M6.4 6.5a1.7 1.7 0 1 1 2.5 1.5c-.6.3-.9.7-.9 1.2M8 11.3v.1" />
    </>
  ),
  run: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M8 3.6a4.4 4.4 0 0 1 0 8.8Z" fill="currentColor" />
    </>
  ),
  late: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path class="ln" d="M8 4.4V8l2.6 1.6" />
    </>
  ),
  long: (
    <>
      <path class="ln" d="M2.5 2h11" />
      <path d="m8 4.6 5.6 8.9H2.4Z" fill="currentColor" />
    </>
  ),
  short: (
    <>
      <path class="ln" d="M2.5 14h11" />
      <path d="m8 11.4 5.6-8.9H2.4Z" fill="currentColor" />
    </>
  ),
  missed: (
    <>
      <circle
        cx="8"
        cy="8"
        r="6.2"
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-dasharray="2.6 2.2"
      />
      <path class="ln" d="m4.6 11.4 6.8-6.8" />
    </>
  ),
  next: (
    <>
      <circle
        cx="8"
        cy="8"
        r="5"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-dasharray="1.6 1.7"
      />
    </>
  ),
  lolli: (
    <>
      <path class="ln" d="M8 15V6" />
      <circle cx="8" cy="5" r="3.4" fill="currentColor" />
    </>
  ),
  check: (
    <>
      <path class="ln" d="m3 8.6 3.2 3.2L13 4.6" />
    </>
  ),
  cross: (
    <>
      <path class="ln" d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  dash: (
    <>
      <path class="ln" d="M3.5 8h9" />
    </>
  ),
  bell: (
    <>
      <path class="ln" d="M4 11.2V7.4a4 4 0 0 1 8 0v3.8l1.2 1.3H2.8ZM6.6 14.3h2.8" />
    </>
  ),
  mute: (
    <>
      <path
        class="ln"
        d="M4 11.2V7.4a4 4 0 0 1 6.9-2.8M12 8v3.2l1.2 1.3H2.8M6.6 14.3h2.8M2 2l12 12"
      />
    </>
  ),
  grid: (
    <>
      <path class="ln" d="M2 4.2h12M2 8h12M2 11.8h7" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path class="ln" d="M8 4.6V8l2.3 1.5" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path
        class="ln"
        d="M2.2 8h11.6M8 2c2 1.8 2.6 3.8 2.6 6S10 12.2 8 14c-2-1.8-2.6-3.8-2.6-6S6 3.8 8 2Z"
      />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 2.2a5.8 5.8 0 0 1 0 11.6Z" fill="currentColor" />
    </>
  ),
  off: (
    <>
      <path
        class="ln"
        d="M2 2l12 12M3 7.5a7 7 0 0 1 2.4-1.5M13 7.5A7 7 0 0 0 8 5.5M5.5 10.2a3.6 3.6 0 0 1 1.6-.9M10.5 10.2a3.6 3.6 0 0 0-.6-.5M8 12.8v.1"
      />
    </>
  ),
} as const;

export type IconName = keyof typeof drawings;

/** Draws one; its meaning is said in words beside it. */
export const Icon = ({
  name,
  class: more,
}: {
  readonly name: IconName;
  readonly class?: string;
}) => (
  <svg class={more === undefined ? "ic" : `ic ${more}`} aria-hidden="true" focusable="false">
    <use href={`#i-${name}`} />
  </svg>
);

/** All of them, once per page, and the hatch of what is not known. */
export const Sprite = () => (
  <svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">
    {Object.entries(drawings).map(([name, drawing]) => (
      <symbol id={`i-${name}`} viewBox="0 0 16 16">
        {drawing}
      </symbol>
    ))}
    <defs>
      <pattern
        id="hatch"
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="hb" width="5" height="5" />
        <line class="hl" x1="0" x2="0" y1="0" y2="5" />
      </pattern>
    </defs>
  </svg>
);
