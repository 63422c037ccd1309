/** What a value of a body must be: itself, or by a comparison such as `"< 100"`. */
export type JsonExpectation = string | number | boolean | null;

const operators = {
  "==": (found: unknown, wanted: unknown) => found === wanted,
  "!=": (found: unknown, wanted: unknown) => found !== wanted,
  "<": (found: unknown, wanted: unknown) => Number(found) < Number(wanted),
  "<=": (found: unknown, wanted: unknown) => Number(found) <= Number(wanted),
  ">": (found: unknown, wanted: unknown) => Number(found) > Number(wanted),
  ">=": (found: unknown, wanted: unknown) => Number(found) >= Number(wanted),
} as const;
type Operator = keyof typeof operators;

const mostShown = 80;

/**
 * Makes the judge of one value, found by a path such as `data.items[0].state` or `["a.b"].length`.
 * The judge says what is wrong, or nothing.
 *
 * @throws {TypeError} when the path can't be read, or a comparison of size has no number.
 */
export function jsonCondition(path: string, expected: JsonExpectation, where: string) {
  const steps = parsed(path, where);
  const { operator, wanted, text } = comparison(expected, where, path);
  return (body: unknown): string | undefined => {
    const found = valueAt(body, steps);
    if (found === undefined)
      return operator === "!=" ? undefined : `${path} is missing, expected ${text}`;
    const sized = operator.length > 0 && /[<>]/.test(operator);
    // What is not a number is neither larger nor smaller: "" would count as 0.
    const holds = (!sized || typeof found === "number") && operators[operator](found, wanted);
    return holds ? undefined : `${path} is ${shown(found)}, expected ${text}`;
  };
}

function comparison(expected: JsonExpectation, where: string, path: string) {
  const [, operator, right = ""] =
    (typeof expected === "string" && /^(==|!=|<=|>=|<|>) (.*)$/s.exec(expected)) || [];
  if (operator === undefined)
    return { operator: "==" as Operator, wanted: expected, text: shown(expected) };
  const wanted = scalar(right);
  if (/[<>]/.test(operator) && typeof wanted !== "number")
    throw new TypeError(
      `${where}: ${path}: ${JSON.stringify(expected)} must compare with a number`,
    );
  return { operator: operator as Operator, wanted, text: `${operator} ${right}` };
}

/** `5`, `true` and `null` mean what they mean in JSON; the rest is text. */
function scalar(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? text : value;
  } catch {
    return text;
  }
}

function parsed(path: string, where: string): (string | number)[] {
  const step = /(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  const steps: (string | number)[] = [];
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (!match) break;
    const [, key, index, quoted] = match;
    steps.push(
      key ?? (index === undefined ? (JSON.parse(quoted ?? '""') as string) : Number(index)),
    );
    if (step.lastIndex === path.length) return steps;
  }
  throw new TypeError(
    `${where}: ${JSON.stringify(path)} is no path, expected one such as data.items[0].state`,
  );
}

function valueAt(body: unknown, steps: readonly (string | number)[]): unknown {
  let value = body;
  for (const step of steps) {
    if (Array.isArray(value) && step === "length") value = value.length;
    else if (typeof value === "object" && value !== null && Object.hasOwn(value, step))
      value = (value as Record<string | number, unknown>)[step];
    else return undefined;
  }
  return value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown - 1)}…` : text;
}
