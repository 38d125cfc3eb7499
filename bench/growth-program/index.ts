import * as pulumi from "@pulumi/pulumi";
import { CATALOGUE } from "../../components/services/catalogue";
import { services, servicesSystem } from "../../components/services/system";
import { runStack } from "../../stacks/run-stack";
import { SYSTEMS } from "../../stacks/systems";
import { originalOf } from "../service-copies";

/** The program as it is, with a service of its own for every copy that the stack file names. */
export = () => {
  const named = Object.keys(new pulumi.Config("gx").requireObject<object>(services.name));
  const copies = named.filter((name) => originalOf(name) !== name);
  const catalogue = { ...CATALOGUE, ...Object.fromEntries(copies.map((name) => [name, CATALOGUE[originalOf(name)]!])) };
  return runStack(SYSTEMS.map((system) => (system.name === services.name ? servicesSystem(catalogue) : system)));
};
