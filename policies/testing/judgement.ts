import { unknownCheckingProxy, UnknownValueError } from "@pulumi/policy";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Dated } from "../verdict";
import { declared, type Fixture } from "./fixtures";

/** What a policy said. */
export interface Judgement {
  /** Mandatory: each stops the change. */
  readonly violations: readonly string[];
  /** What the SDK tells the user of an unknown value that stopped the policy; it stops nothing. */
  readonly advisory?: string;
}

/** The day on which tests judge, late enough for other zones to have the next. */
export const TODAY = new Date("2026-03-31T22:00:00Z");

const CONTEXT = {
  stackTags: new Map<string, string>(),
  isType: () => false,
  asType: () => undefined,
  getConfig: <T extends object>() => ({}) as T,
  notApplicable: (reason?: string): never => {
    throw new Error(reason);
  },
};

/** Judges one resource of a stack as of {@link TODAY}, behind the proxies by which the SDK guards unknown values. */
export async function judge(
  policy: Dated<ResourceValidationPolicy>,
  fixture: Fixture,
  stack = "mainnet",
): Promise<Judgement> {
  const violations: string[] = [];
  const args = { ...CONTEXT, ...declared(fixture, stack), props: unknownCheckingProxy(fixture.props) };
  const validations = [policy(TODAY).validateResource ?? []].flat();
  try {
    for (const validate of validations) await validate(args, (message) => violations.push(message));
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    return { violations, advisory: (error as Error).message };
  }
  return { violations };
}

/** Judges the resources of a stack together, as {@link judge} does one. */
export async function judgeStack(
  policy: Dated<StackValidationPolicy>,
  fixtures: readonly Fixture[],
): Promise<Judgement> {
  const violations: string[] = [];
  const resources = fixtures.map((fixture) => ({
    ...CONTEXT,
    ...declared(fixture),
    props: unknownCheckingProxy(fixture.props),
    dependencies: [],
    propertyDependencies: {},
  }));
  await policy(TODAY).validateStack({ ...CONTEXT, resources }, (message) => violations.push(message));
  return { violations };
}
