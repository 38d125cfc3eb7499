import { z } from "zod";
import { resources, wholeNumber } from "../../stacks/fields";
import type { ResourceSpec } from "../shared/container-resources";
import { RESERVED_VARIABLES } from "./deployment";

/** Settings of one service. */
export interface ServiceSettings {
  readonly replicas: number;
  /** Instead of the requests and limits that all services have. */
  readonly resources?: ResourceSpec | undefined;
  /** Instead of the catalogue's. */
  readonly imageTag?: string | undefined;
  /** Environment variables, plain. */
  readonly settings: Readonly<Record<string, string>>;
  /** Environment variables that the pods take from a Secret. */
  readonly secretSettings: Readonly<Record<string, string>>;
}

/** Settings of all services. */
export interface ServicesSettings {
  /** What a service's pod asks for, unless the service states its own. */
  readonly resources: ResourceSpec;
  /** The services that the environment has, by name. */
  readonly services: Readonly<Record<string, ServiceSettings>>;
}

const variables = z
  .record(
    z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, "must be named in capitals, digits and underscores")
      .refine((name) => !RESERVED_VARIABLES.includes(name), "is set by the program itself: choose another name"),
    z.string({ error: "must be a text" }),
    { error: "must be a map of environment variables" },
  )
  .readonly()
  .default({});

const service = z
  .strictObject(
    {
      replicas: wholeNumber(1, 10, "pods of the service, one a node at most"),
      resources: resources.optional(),
      imageTag: z
        .string({ error: "must be a version tag" })
        .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, "must be a version such as 2.0.6, never latest")
        .optional(),
      settings: variables,
      secretSettings: variables,
    },
    { error: "must be a map with replicas" },
  )
  .readonly();

/** The section `gx:services`: `resources`, and beside it each service by its name. */
export function servicesSettings(names: readonly string[]): z.ZodType<ServicesSettings> {
  const each = Object.fromEntries(names.map((name) => [name, service.optional()]));
  return z
    .strictObject({ ...each, resources }, { error: "must be a map of services by name, with their resources" })
    .transform(({ resources: common, ...services }) => ({
      // Zod keeps no type for keys that are known at run time only.
      resources: common as ResourceSpec,
      services: Object.fromEntries(
        Object.entries(services as Record<string, ServiceSettings | undefined>).flatMap(([name, given]) =>
          given ? [[name, given]] : [],
        ),
      ),
    }));
}
