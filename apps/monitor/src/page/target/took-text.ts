/** How long a span took, with three digits or so: `0.42 ms`, `240 ms`, `4.10 s`, `31.4 s`, `214 s`. */
export function tookText(ms: number): string {
  if (ms >= 99_950) return `${Math.round(ms / 1_000)} s`;
  if (ms >= 9_995) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms >= 999.5) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms >= 9.95 || ms === 0) return `${Math.round(ms)} ms`;
  if (ms < 0.01) return `${(ms * 1_000).toFixed(1)} µs`;
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(2)} ms`;
}
