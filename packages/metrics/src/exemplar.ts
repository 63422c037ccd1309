/** Ids of the active sampled trace, for the sample that is being recorded; undefined without one. */
export type ExemplarSource = () =>
  | { readonly trace_id: string; readonly span_id: string }
  | undefined;

/** OpenMetrics' limit for names and values of an exemplar's labels together, in characters. */
const maxCharacters = 128;

/** The source, so that neither it nor what it gives can break the counting. */
export function guarded(source: ExemplarSource): ExemplarSource {
  return () => {
    try {
      const ids = source();
      if (!ids) return undefined;
      const length = "trace_idspan_id".length + ids.trace_id.length + ids.span_id.length;
      return length <= maxCharacters ? ids : undefined;
    } catch {
      return undefined;
    }
  };
}
