/** Powers of ten of the decimal suffixes. */
const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
/** Powers of 1024 of the binary suffixes. */
const BINARY_EXPONENTS: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };
/** Kubernetes counts to a billionth and rounds what is finer up. */
const FINEST_EXPONENT = -9;
/** Number, then a suffix (`m`, `Ki`, …) or an exponent (`e3`, `E-2`). */
const FORM = /^([+-]?)(\d*)\.?(\d*)(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE])|[eE]([+-]?\d{1,2}))?$/;

/**
 * A Kubernetes quantity such as `100m`, `0.5`, `192Mi`, `1e3` or the number 2, in billionths, exactly: fractions of a CPU
 * have no exact floating-point form. Undefined for what is none.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function billionthsOf(quantity: string | number): bigint | undefined {
  const match = FORM.exec(String(quantity));
  const [, sign = "", whole = "", fraction = "", suffix = "", exponent = "0"] = match ?? [];
  if (!match || whole + fraction === "") return undefined;
  const power = (DECIMAL_EXPONENTS[suffix] ?? Number(exponent)) - fraction.length - FINEST_EXPONENT;
  const binary = 1024n ** BigInt(BINARY_EXPONENTS[suffix] ?? 0);
  const digits = BigInt(whole + fraction) * binary * 10n ** BigInt(Math.max(power, 0));
  const divisor = 10n ** BigInt(Math.max(-power, 0));
  const magnitude = (digits + divisor - 1n) / divisor;
  return sign === "-" ? -magnitude : magnitude;
}
