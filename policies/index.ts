import { PolicyPack } from "@pulumi/policy";
import { policiesAsOf } from "./policy-list";

new PolicyPack("gx-policies", { policies: policiesAsOf(new Date()), enforcementLevel: "mandatory" });
