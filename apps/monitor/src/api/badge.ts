import type { HealthStatus } from "@ettl/health";

/** Dark enough for white text. */
const colours: Readonly<Record<HealthStatus, string>> = {
  healthy: "#0a6b58",
  degraded: "#8a5300",
  unhealthy: "#b3261a",
  unknown: "#565d70",
};

const longestLabel = 60;
const padding = 7;
const height = 20;

/** A status badge: what is watched, and how it is. */
export function badge(label: string, status: HealthStatus): string {
  const shown = label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
  const left = textWidth(shown) + 2 * padding;
  const right = textWidth(status) + 2 * padding;
  const title = `${escaped(shown)}: ${status}`;
  const text = (x: number, content: string) =>
    `<text x="${x}" y="14" text-anchor="middle">${escaped(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${left}" height="${height}" fill="#444d4f"/>`,
    `<rect x="${left}" width="${right}" height="${height}" fill="${colours[status]}"/>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">`,
    text(left / 2, shown),
    text(left + right / 2, status),
    "</g></svg>",
  ].join("");
}

/** About; exact widths need the reader's font. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[ijl.,:;|!' ]/.test(character) ? 4 : character < "\u0250" ? 7 : 11;
  return width;
}

function escaped(text: string): string {
  return (
    text
      // What XML allows nowhere, not even escaped.
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}
