/** A label selector of Kubernetes, or the expressions of a node affinity's term. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly SelectorExpression[];
}

interface SelectorExpression {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

/** Whether the selector selects an object with these labels. No selector selects nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  return (
    selector !== undefined &&
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((expression) => satisfies(expression, labels))
  );
}

/** Whether the selector restricts nothing, which is not the same as there being none. */
export function selectsEverything(selector: LabelSelector | undefined): boolean {
  return (
    selector !== undefined &&
    Object.keys(selector.matchLabels ?? {}).length === 0 &&
    (selector.matchExpressions ?? []).length === 0
  );
}

/** Whether the selector gives no label a value, so that it selects everything but what it excludes or never meets. */
export function namesNothing({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.every(({ operator }) => operator !== "In");
}

/** The label keys that the selector asks for. */
export function keysOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly string[] {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key = "" }) => key)];
}

/** What is left of the selector without what it asks of `keys`. */
export function withoutKeys(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  keys: readonly string[],
): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([key]) => !keys.includes(key))),
    matchExpressions: matchExpressions.filter(({ key = "" }) => !keys.includes(key)),
  };
}

function satisfies({ key = "", operator, values = [] }: SelectorExpression, labels: Readonly<Record<string, string>>) {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return Number(value) > Number(values[0]);
    case "Lt":
      return Number(value) < Number(values[0]);
    default:
      // The API server takes no other.
      return false;
  }
}
