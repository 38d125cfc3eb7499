import { dayOf, isDay } from "../shared/days";
import type { ConfigProblem } from "../../stacks/config-error";

const MILLISECONDS_A_DAY = 86_400_000;

/** How long a certificate is valid, as it is declared. */
export interface ValidityArgs {
  /** The first day, UTC, as `YYYY-MM-DD`: valid from its midnight. A later one renews the certificate. */
  readonly notBefore: string;
  /** Days for which it is valid. */
  readonly validDays: number;
}

/** The first and the last second in which a certificate is valid. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** From the first day's midnight, UTC, to the midnight after the last day, included as certificates count. */
export function validityOf({ notBefore, validDays }: ValidityArgs): Validity {
  const from = new Date(`${notBefore}T00:00:00Z`);
  return { notBefore: from, notAfter: new Date(from.getTime() + validDays * MILLISECONDS_A_DAY) };
}

/** What is wrong with a declared validity. */
export function validityProblems({ notBefore, validDays }: ValidityArgs): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!isDay(notBefore)) {
    problems.push({ field: "notBefore", value: notBefore, remedy: "must be a day that exists, as YYYY-MM-DD" });
  }
  if (!Number.isInteger(validDays) || validDays < 1) {
    problems.push({ field: "validDays", value: validDays, remedy: "must be a whole number of days, at least 1" });
  }
  return problems;
}

/** What is wrong where a certificate outlives its authority: nobody would trust it then. */
export function outlivingProblems(args: ValidityArgs, authority: Validity): readonly ConfigProblem[] {
  const { notAfter } = validityOf(args);
  if (notAfter <= authority.notAfter) return [];
  const ends = `it would end ${dayOf(notAfter)}, after its authority, ${dayOf(authority.notAfter)}`;
  return [
    { field: "validDays", value: args.validDays, remedy: `${ends}: declare fewer days, or renew the authority first` },
  ];
}
