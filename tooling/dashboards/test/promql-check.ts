import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import type { KnownSeries } from "./served-metrics.ts";

/** What is wrong with an expression, and the labels that its result has. */
export interface Checked {
  readonly problems: readonly string[];
  readonly labels: ReadonlySet<string>;
}

/** Follows labels through an expression, and says which series and labels are not there. */
export function checkPromql(promql: string, known: KnownSeries): Checked {
  const problems: string[] = [];
  const text = (node: SyntaxNode) => promql.slice(node.from, node.to);
  const childrenOf = (node: SyntaxNode) => {
    const found: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
    return found;
  };
  const all = (node: SyntaxNode, name: string): SyntaxNode[] =>
    childrenOf(node).flatMap((child) => (child.name === name ? [child] : all(child, name)));
  const demand = (label: string, labels: ReadonlySet<string>, node: SyntaxNode) => {
    if (!labels.has(label))
      problems.push(`there is no label ${label} in ${text(node).slice(0, 80)}`);
  };

  /** Undefined: a number, which has no labels and takes those of the other side. */
  function labelsOf(node: SyntaxNode): ReadonlySet<string> | undefined {
    switch (node.name) {
      case "VectorSelector":
        return selected(node);
      case "AggregateExpr":
        return aggregated(node);
      case "BinaryExpr":
        return combined(node);
      case "FunctionCall":
        return called(node);
      case "NumberDurationLiteral":
      case "StringLiteral":
        return undefined;
      default: {
        const [only] = childrenOf(node)
          .map(labelsOf)
          .filter((labels) => labels !== undefined);
        return only;
      }
    }
  }

  function selected(node: SyntaxNode): ReadonlySet<string> {
    const name = node.getChild("Identifier");
    const labels = name ? known.get(text(name)) : new Set(["job", "instance", "__name__"]);
    if (labels === undefined) problems.push(`nobody serves ${text(name ?? node)}`);
    else
      for (const matcher of all(node, "UnquotedLabelMatcher"))
        for (const label of all(matcher, "LabelName")) demand(text(label), labels, node);
    return labels ?? new Set();
  }

  function aggregated(node: SyntaxNode): ReadonlySet<string> {
    const body = node.getChild("FunctionCallBody");
    const inner = (body && labelsOf(body)) ?? new Set<string>();
    const modifier = node.getChild("AggregateModifier");
    const keepsAll = ["Topk", "Bottomk"].some((name) =>
      node.getChild("AggregateOp")?.getChild(name),
    );
    if (!modifier) return keepsAll ? inner : new Set();
    const named = all(modifier, "LabelName").map(text);
    for (const label of named) demand(label, inner, node);
    if (modifier.getChild("By")) return keepsAll ? inner : new Set(named);
    return new Set([...inner].filter((label) => !named.includes(label)));
  }

  function combined(node: SyntaxNode): ReadonlySet<string> | undefined {
    const sides = childrenOf(node).filter(
      ({ name }) => /Expr$|Selector$|Call$|Literal$/.test(name) && name !== "OffsetExprModifier",
    );
    const [left, right] = [sides[0], sides.at(-1)].map((side) => side && labelsOf(side));
    const clause = node.getChild("MatchingModifierClause");
    const [on, group] = clause?.getChildren("GroupingLabels") ?? [];
    const named = on ? all(on, "LabelName").map(text) : [];
    for (const side of [left, right])
      if (side && clause?.getChild("On")) for (const label of named) demand(label, side, node);
    if (!left || !right) return left ?? right;
    if (node.getChild("Or")) return new Set([...left, ...right]);
    if (node.getChild("And") || node.getChild("Unless")) return left;
    const included = group ? all(group, "LabelName").map(text) : [];
    for (const label of included) demand(label, right, node);
    if (clause?.getChild("GroupLeft")) return new Set([...left, ...included]);
    if (clause?.getChild("On")) return new Set(named);
    return new Set([...left].filter((label) => right.has(label)));
  }

  function called(node: SyntaxNode): ReadonlySet<string> | undefined {
    const name = node.getChild("FunctionIdentifier");
    const body = node.getChild("FunctionCallBody");
    const given = body ? childrenOf(body) : [];
    const [labels] = given.map(labelsOf).filter((each) => each !== undefined);
    const inner = labels ?? new Set<string>();
    switch (name && text(name)) {
      case "absent":
      case "absent_over_time":
      case "vector":
        return new Set();
      case "time":
        return undefined;
      case "histogram_quantile":
        demand("le", inner, node);
        return new Set([...inner].filter((label) => label !== "le"));
      case "label_replace": {
        const [to = "", , from = ""] = given
          .filter((each) => each.name === "StringLiteral")
          .map((each) => text(each).slice(1, -1));
        demand(from, inner, node);
        return new Set([...inner, to]);
      }
      default:
        return labels;
    }
  }

  const tree = parser.parse(promql);
  const cursor = tree.cursor();
  do
    if (cursor.type.isError)
      return { problems: [`it can't be read from character ${cursor.from} on`], labels: new Set() };
  while (cursor.next());
  const labels = labelsOf(tree.topNode) ?? new Set<string>();
  // What has no series has no labels, which is no news.
  const unserved = problems.filter((problem) => problem.startsWith("nobody serves"));
  return { problems: [...new Set(unserved.length > 0 ? unserved : problems)], labels };
}
