/** A label selector of Kubernetes, or the expressions of a node affinity's term. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether labels satisfy a selector; an empty one selects everything. @throws Error on an operator that isn't known here */
export function matches(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
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
          throw new Error(`operator ${operator} is not read here`);
      }
    })
  );
}
