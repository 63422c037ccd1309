/** Ids of the active sampled trace, for the sample that is being recorded; undefined without one. */
export type ExemplarSource = () =>
  | { readonly trace_id: string; readonly span_id: string }
  | undefined;
