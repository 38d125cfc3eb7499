/**
 * What an object holds, field by field: each path such as `spec.template.spec.containers[0].image`, and its value. An empty map or list
 * is a leaf too, as the text `{}` or `[]`.
 */
export function leavesOf(value: unknown, path = ""): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  }
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === "" ? key : `${path}.${key}`));
  }
  return [[path, typeof value === "object" && value !== null ? JSON.stringify(value) : value]];
}
