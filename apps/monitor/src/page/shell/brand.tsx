import type { Child } from "hono/jsx";

/** The sign of the monitor, and the way to its first page. */
export const Brand = ({ href, children }: { readonly href: string; readonly children?: Child }) => (
  <a class="brand" href={href}>
    <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 15.5h16" />
      <path d="M2 10.5h8" />
      <path class="a" d="M10 10.5V5h8v5.5Z" />
    </svg>
    <span>{children}</span>
  </a>
);
