/**
 * Whether a file or folder of that name is what Python or one of its linters leaves beside sources (`.ruff_cache`): it belongs
 * in no image and counts for no recipe.
 */
export function isCache(name: string): boolean {
  return name === "__pycache__" || /^\..+_cache$/.test(name);
}
