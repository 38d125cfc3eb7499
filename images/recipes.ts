import { UserError } from "../toolchain/user-error";
import { RECIPE as backupTools } from "./backup-tools/recipe";
import { RECIPE as etcdTools } from "./etcd-tools/recipe";
import { RECIPE as objectstore } from "./objectstore/recipe";
import { RECIPE as postgresHa } from "./postgres-ha/recipe";
import type { Recipe } from "./recipe";
import { RECIPE as redis } from "./redis/recipe";

/** The images of this repository by name. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  "postgres-ha": postgresHa,
  redis,
  objectstore,
  "backup-tools": backupTools,
  "etcd-tools": etcdTools,
};

/**
 * The recipe of an image.
 * @throws UserError where there is none, with those there are
 */
export function recipeOf(name: string): Recipe {
  const recipe = Object.hasOwn(RECIPES, name) ? RECIPES[name] : undefined;
  if (recipe) return recipe;
  throw new UserError(`image "${name}" is unknown: choose from ${Object.keys(RECIPES).join(", ")}`);
}
