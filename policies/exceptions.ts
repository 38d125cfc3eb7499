import type { ResourceValidationPolicy } from "@pulumi/policy";
import { suggestion } from "../stacks/config-error";
import { exceptedRulesIn, exceptionFaultIn, exceptionKeys, exceptionPlacesOf, type ExceptionPlace } from "./exception";
import { is, unexceptedPolicy, type Finding } from "./verdict";

/**
 * Every exception names a rule of the pack, says why, and has a last day that isn't past. From this rule itself there is no
 * exception. The reason is for reviewers and never repeated in a message.
 *
 * Severity: high. Source: ours, so that what was accepted once is looked at again.
 * Remedy: complete the annotations, or meet the rule and remove them.
 *
 * @param rules Names of the rules that exceptions may be from.
 * @param today The day, in UTC, that last days are compared with.
 */
export function exceptions(rules: readonly string[], today: Date): ResourceValidationPolicy {
  return unexceptedPolicy(
    {
      name: "exceptions",
      description: "Every exception is from a known rule, says why, and ends on a day that isn't past.",
      severity: "high",
      framework: {
        name: "GX reviews",
        version: "1",
        reference: "reviewed exceptions",
        specification: "Exceptions are explained and end",
      },
      remediationSteps: "Give the exception a reason and a last day, or meet the rule and remove the exception.",
    },
    (object, check) => {
      for (const place of exceptionPlacesOf(object)) {
        for (const rule of exceptedRulesIn(place)) {
          check(() =>
            rules.includes(rule) ? faultFinding(place, rule, today) : unknownRuleFinding(place, rule, rules),
          );
        }
      }
    },
  );
}

function faultFinding(place: ExceptionPlace, rule: string, today: Date): Finding | undefined {
  const fault = exceptionFaultIn(place, rule, today);
  return fault && { field: fieldOf(place, fault.key), found: is(fault.value), remedy: fault.remedy };
}

function unknownRuleFinding(place: ExceptionPlace, rule: string, rules: readonly string[]): Finding {
  const { reason, expires } = exceptionKeys(rule);
  const key = Object.hasOwn(place.metadata.annotations ?? {}, reason) ? reason : expires;
  return {
    field: fieldOf(place, key),
    found: `is an exception from "${rule}", which is no rule (${suggestion(rule, rules)})`,
    remedy: "name a rule of the pack, or remove it",
  };
}

function fieldOf({ metadataField }: ExceptionPlace, key: string): string {
  return `${metadataField}.annotations["${key}"]`;
}
