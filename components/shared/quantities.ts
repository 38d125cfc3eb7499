/**
 * Quantities as the API server writes them. Pulumi's provider writes them so too, but not in a preview that doesn't know all of an
 * object yet: written otherwise, such an object would be another one than its saved plan has.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** A share of processors, as Kubernetes writes it: `500m`, `2`. */
export function cpuQuantity(millicores: number): string {
  return millicores % 1000 === 0 ? `${millicores / 1000}` : `${millicores}m`;
}

/** A size, as Kubernetes writes it: `192Mi`, `20Gi`. */
export function sizeQuantity(mebibytes: number): string {
  const suffixes = ["Mi", "Gi", "Ti", "Pi"];
  let [size, unit] = [mebibytes, 0];
  while (size !== 0 && size % 1024 === 0 && unit < suffixes.length - 1) [size, unit] = [size / 1024, unit + 1];
  return size === 0 ? "0" : `${size}${suffixes[unit]}`;
}
