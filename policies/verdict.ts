import {
  UnknownValueError,
  type Policy,
  type ReportViolation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { isExcepted } from "./exception";
import { objectsIn, type DeclaredResource, type KubernetesObject } from "./kubernetes-object";

/** What is wrong with one field of one object. Written out as `Kind namespace/name: <field> <found>; <remedy>.` */
export interface Finding {
  /** Path from the object's root, such as `spec.template.spec.containers[0].image`. */
  readonly field: string;
  /** What is there, such as `is "nginx"`: see {@link is}. */
  readonly found: string;
  /** What to do about it, as an instruction. */
  readonly remedy: string;
}

/** What a policy says about itself: all of it is shown to the user or in docs/policies.md. */
export type PolicyText = Pick<Policy, "name" | "description" | "severity" | "framework" | "remediationSteps"> & {
  readonly severity: NonNullable<Policy["severity"]>;
  readonly remediationSteps: string;
};

/** Runs one check; the finding, if any, counts against the object under judgement. */
export type Check = (find: () => Finding | undefined) => void;

/** A policy once it is told the day, of which the UTC date decides which exceptions hold. */
export type Dated<P extends Policy> = (today: Date) => P;

type ObjectJudge = (object: KubernetesObject, check: Check) => void;

/**
 * A mandatory policy that judges every object by itself, from the inputs written for it. An object with an exception that
 * holds is left alone.
 *
 * A check that meets a value unknown at preview is skipped while all others still run; then the SDK's own advisory names
 * the unknown field. That is safe because `pulumi up` judges the resolved inputs again before it touches the object.
 */
export function objectPolicy(text: PolicyText, judge: ObjectJudge): Dated<ResourceValidationPolicy> {
  return (today) =>
    unexceptedPolicy(text, (object, check) => {
      if (!certainlyExcepted(object, text.name, today)) judge(object, check);
    });
}

/** An {@link objectPolicy} from which there is no exception: for the rule about exceptions itself. */
export function unexceptedPolicy(text: PolicyText, judge: ObjectJudge): ResourceValidationPolicy {
  return {
    ...text,
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      const unknowns = judgeResource(args, report, judge);
      if (unknowns.length > 0) throw unknowns[0];
    },
  };
}

/**
 * A policy that judges the objects of a stack together: mandatory, unless its text asks for advice only. Nothing is said
 * against an object with an exception that holds; the others are still judged with it in view.
 *
 * A value unknown at preview is a violation here: `pulumi up` runs stack policies after the changes, so what the preview
 * can't prove would be found too late.
 */
export function stackPolicy(
  text: PolicyText & { readonly enforcementLevel?: "advisory" },
  judge: (objects: readonly KubernetesObject[], bench: StackBench) => void,
): Dated<StackValidationPolicy> {
  return (today) => ({
    enforcementLevel: "mandatory",
    ...text,
    validateStack: ({ resources }, report) => {
      const objects: KubernetesObject[] = [];
      for (const resource of resources) {
        judgeResource(resource, report, (object) => objects.push(object)).forEach((unknown) =>
          report(`${resource.name}: ${unprovable(unknown)}`, resource.urn),
        );
      }
      judge(objects, new StackBench(report, (object) => certainlyExcepted(object, text.name, today)));
    },
  });
}

/** An exception whose annotations are unknown excepts from nothing yet. */
function certainlyExcepted(object: KubernetesObject, rule: string, today: Date): boolean {
  return ifKnown(() => isExcepted(object, rule, today)) ?? false;
}

function judgeResource(resource: DeclaredResource, report: ReportViolation, judge: ObjectJudge): UnknownValue[] {
  const unknowns: UnknownValue[] = [];
  const attempt = (work: () => void) => {
    const unknown = unknownMetBy(work);
    if (unknown) unknowns.push(unknown);
  };
  attempt(() => {
    for (const object of objectsIn(resource)) {
      attempt(() =>
        judge(object, (find) =>
          attempt(() => {
            const finding = find();
            if (finding) report(sentence(object, finding), object.urn);
          }),
        ),
      );
    }
  });
  return unknowns;
}

/** Where a stack policy brings its findings: each against the object that it is about. */
export class StackBench {
  constructor(
    private readonly report: ReportViolation,
    private readonly isExcepted: (object: KubernetesObject) => boolean,
  ) {}

  /** Runs one check on `object`. An unknown value is a violation. */
  check(object: KubernetesObject, find: () => Finding | undefined): void {
    const finding = this.known(object, find);
    if (finding) this.reportAgainst(object, sentence(object, finding));
  }

  /** What `read` makes of `object`; undefined, and a violation, where a value it reads is unknown. */
  known<T>(object: KubernetesObject, read: () => T): T | undefined {
    let result: T | undefined;
    const unknown = unknownMetBy(() => (result = read()));
    if (unknown) this.reportAgainst(object, `${describe(object)}: ${unprovable(unknown)}`);
    return result;
  }

  private reportAgainst(object: KubernetesObject, message: string): void {
    if (!this.isExcepted(object)) this.report(message, object.urn);
  }
}

/** A deep copy without the SDK's proxies. Throws the SDK's error where any value within is unknown. */
export function plain<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** `Kind namespace/name`, or `Kind name` for what has no namespace; the resource's name where its own is unknown. */
export function describe(object: KubernetesObject): string {
  const identity = ifKnown(() => {
    const { name = object.resourceName, namespace } = object.props.metadata ?? {};
    return namespace === undefined ? name : `${namespace}/${name}`;
  });
  return `${object.kindName} ${identity ?? object.resourceName}`;
}

/** What `read` returns, or undefined where a value it reads is unknown. Only for what has a safe answer without it. */
export function ifKnown<T>(read: () => T): T | undefined {
  let result: T | undefined;
  unknownMetBy(() => (result = read()));
  return result;
}

/** `is <value>` or `is not set`: how a {@link Finding} shows what it found. */
export function is(value: unknown): string {
  return value === undefined || value === null ? "is not set" : `is ${JSON.stringify(value)}`;
}

function sentence(object: KubernetesObject, { field, found, remedy }: Finding): string {
  return `${describe(object)}: ${object.fieldPrefix}${field} ${found}; ${remedy}.`;
}

function unprovable(unknown: UnknownValue): string {
  const field = unknown.props.reduce(
    (path, key) => path + (/^\d+$/.test(key) ? `[${key}]` : `${path && "."}${key}`),
    "",
  );
  return `${field} is not known before the deployment; give it as a plain value, so that the rule can be proven.`;
}

/** The SDK's error for a value that is unknown at preview; its declarations leave the shape out. */
type UnknownValue = Error & { readonly props: readonly string[] };

function unknownMetBy(work: () => void): UnknownValue | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof UnknownValueError) return error as UnknownValue;
    throw error;
  }
}
