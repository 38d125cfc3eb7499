import { restrictedPodSecurity } from "../restricted-pod-security";
import { type Fixture, validWorkload } from "./fixtures";
import { judge, type Judgement } from "./judgement";

/** A Deployment that the restricted standard accepts, how messages name it, and where its pod's spec is. */
export const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
export const SUBJECT = "Deployment backend-mainnet/svc-identity:";
export const POD = "spec.template.spec";

/** What the restricted standard's policy says of an object. */
export function judged(fixture: Fixture): Promise<Judgement> {
  return judge(restrictedPodSecurity, fixture);
}

/** What stops it. */
export async function violations(fixture: Fixture): Promise<readonly string[]> {
  return (await judged(fixture)).violations;
}

/** A value as its messages show it. */
export function shown(value: unknown): string {
  return value === undefined ? "is not set" : `is ${JSON.stringify(value)}`;
}
