import { randomInt } from "node:crypto";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** What a password is made of, with the official plugin's names and defaults filled in. */
export interface PasswordSpec {
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
  /** The special characters to choose from; the official plugin's own where undefined or empty. */
  readonly overrideSpecial: string | undefined;
}

/**
 * A password from the system's cryptographic source: the minimum of each class first, the rest from all enabled classes,
 * then shuffled. `randomInt` rejects out-of-range draws, so no character is likelier than another.
 *
 * @param pick draws an integer from 0 up to and excluding its argument; for tests.
 */
export function generatePassword(spec: PasswordSpec, pick: (below: number) => number = randomInt): string {
  const special = spec.overrideSpecial || SPECIAL;
  const everything = [
    spec.lower ? LOWER : "",
    spec.upper ? UPPER : "",
    spec.numeric ? DIGITS : "",
    spec.special ? special : "",
  ].join("");
  const draw = (from: string, count: number) => Array.from({ length: count }, () => from.charAt(pick(from.length)));
  const characters = [
    ...draw(LOWER, spec.minLower),
    ...draw(UPPER, spec.minUpper),
    ...draw(DIGITS, spec.minNumeric),
    ...draw(special, spec.minSpecial),
  ];
  return shuffle([...characters, ...draw(everything, spec.length - characters.length)], pick).join("");
}

/** Fisher–Yates: every order is equally likely. */
function shuffle(characters: readonly string[], pick: (below: number) => number): string[] {
  const shuffled = [...characters];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = pick(last + 1);
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen]!, shuffled[last]!];
  }
  return shuffled;
}
