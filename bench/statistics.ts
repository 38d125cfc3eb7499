/** Several measurements of one thing: the middle one, and how far they spread. In the unit of the measurements. */
export interface Summary {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** The median, the smallest and the largest value. @throws RangeError where nothing was measured */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [minimum, maximum] = [sorted[0], sorted.at(-1)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (minimum === undefined || maximum === undefined || lower === undefined || upper === undefined) {
    throw new RangeError("nothing was measured");
  }
  return { median: (lower + upper) / 2, minimum, maximum };
}

/** How something grew with something else. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The straight line closest to the points (least squares): y = intercept + slope × x. */
export function line(points: readonly Point[]): { readonly intercept: number; readonly slope: number } {
  const meanOf = (value: (point: Point) => number) => points.reduce((sum, p) => sum + value(p), 0) / points.length;
  const [meanX, meanY] = [meanOf(({ x }) => x), meanOf(({ y }) => y)];
  const slope = meanOf(({ x, y }) => (x - meanX) * (y - meanY)) / meanOf(({ x }) => (x - meanX) ** 2);
  return { intercept: meanY - slope * meanX, slope };
}

/** The exponent b of the curve y = a × xᵇ closest to the points on logarithmic scales: 1 is linear, 2 quadratic. */
export function exponent(points: readonly Point[]): number {
  return line(points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))).slope;
}
