import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { parse } from "yaml";

import { CATALOGUE } from "../../components/services/catalogue";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { imageReference } from "../../components/shared/images";
import type { Recipe } from "../../images/recipe";
import { RECIPES } from "../../images/recipes";
import { SETTING_PREFIX } from "../../stacks/parse-environment";

const CHECKOUT = resolve(__dirname, "../..");

/** An image that is what it's called: built here, by a recipe of `images/`. */
export interface BuiltImage {
  readonly reference: string;
  /** The recipe's name. */
  readonly name: string;
  readonly recipe: Recipe;
}

/** Where the images come from that an environment's pods name, on a machine that reaches no registry. */
export interface StackImages {
  readonly built: readonly BuiltImage[];
  /** References whose software can't be had here: what listens and answers probes takes its place, and says so. */
  readonly standIns: readonly string[];
}

/** All images of all environments: those with a recipe are built, the backend services' are stand-ins. */
export function stackImages(): StackImages {
  const tags = serviceTags();
  const services = Object.entries(CATALOGUE).flatMap(([name, { image }]) =>
    [image.tag, ...(tags[name] ?? [])].map((tag) => imageReference({ ...image, tag })),
  );
  return {
    built: Object.entries(RECIPES).map(([name, recipe]) => ({ reference: imageReference(recipe.image), name, recipe })),
    standIns: [...new Set(services)].sort(),
  };
}

/** Tells a user which containers are not what they are called; a line, and more for the list. */
export function standInNotice({ standIns }: Pick<StackImages, "standIns"> = stackImages()): string {
  return (
    "The software of these images can't be had here. In their place a stand-in listens, answers probes and does nothing else:\n" +
    standIns.map((reference) => `  ${reference}\n`).join("")
  );
}

/** The tags that committed stack files give services, beside those of the catalogue. */
function serviceTags(): Readonly<Record<string, readonly string[]>> {
  const tags: Record<string, string[]> = {};
  for (const environment of ENVIRONMENT_NAMES) {
    const file = readFileSync(join(CHECKOUT, `Pulumi.${environment}.yaml`), "utf8");
    const { config } = parse(file) as { readonly config: Readonly<Record<string, object>> };
    for (const [name, service] of Object.entries(config[`${SETTING_PREFIX}services`] ?? {})) {
      const { imageTag } = service as { readonly imageTag?: string };
      if (imageTag !== undefined) (tags[name] ??= []).push(imageTag);
    }
  }
  return tags;
}
