/**
 * Proves the exact message for each right or binding that is too wide, as the API objects say.
 * Does not prove what accounts may do in all, nor what objects of others give them.
 */
import { describe, expect, it } from "@jest/globals";
import { leastPrivilege } from "./least-privilege";
import { UNKNOWN, withField, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const GROUP = "kubernetes:rbac.authorization.k8s.io/v1:";
const metadata = { name: "reader", namespace: "backend-mainnet" };
const role = (kind: string): Fixture => ({
  type: `${GROUP}${kind}`,
  props: { metadata, rules: [{ apiGroups: [""], resources: ["endpoints"], verbs: ["get", "list"] }] },
});
const binding = (kind: string): Fixture => ({
  type: `${GROUP}${kind}`,
  props: {
    metadata,
    roleRef: { kind: "ClusterRole", name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "svc-identity", namespace: "backend-mainnet" }],
  },
});
const violations = async (fixture: Fixture) => (await judge(leastPrivilege, fixture)).violations;

describe.each(["Role", "ClusterRole"])("a %s", (kind) => {
  const subject = `${kind} backend-mainnet/reader:`;
  const changed = (field: string, value: unknown) => violations(withField(role(kind), field, value));

  it("may permit what it names", async () => {
    expect(await judge(leastPrivilege, role(kind))).toEqual({ violations: [] });
  });

  it.each([
    ["verbs", "*"],
    ["resources", "*"],
    ["resources", "pods/*"],
    ["apiGroups", "*"],
    ["nonResourceURLs", "/healthz/*"],
  ])("must not permit every %s: %s", async (field, wildcard) => {
    expect(await changed(`rules[0].${field}`, ["a", wildcard])).toEqual([
      `${subject} rules[0].${field} has "${wildcard}"; name what is needed (CIS 5.1.3).`,
    ]);
  });

  it.each(["bind", "escalate", "impersonate"])("must not permit to %s", async (verb) => {
    expect(await changed("rules[0].verbs", ["get", verb])).toEqual([
      `${subject} rules[0].verbs has "${verb}"; remove it, it raises rights (CIS 5.1.8).`,
    ]);
  });

  it.each(["get", "list", "watch"])("reads Secrets in one namespace only: %s", async (verb) => {
    const rule = { apiGroups: [""], resources: ["pods", "secrets"], verbs: [verb] };
    expect(await changed("rules[1]", rule)).toEqual(
      kind === "Role"
        ? []
        : [
            `${subject} rules[1].resources has "secrets"; ` +
              "a ClusterRole may be given for every namespace: permit it by a Role (CIS 5.1.2).",
          ],
    );
  });

  it("may write Secrets that it can't read", async () => {
    expect(await changed("rules[0]", { apiGroups: [""], resources: ["secrets"], verbs: ["create"] })).toEqual([]);
  });

  it("is reported where a rule is unknown", async () => {
    expect(await judge(leastPrivilege, withField(role(kind), "rules[0].verbs[0]", UNKNOWN))).toEqual({
      violations: [],
      advisory: "string value at .rules.0.verbs.0 can't be known during preview",
    });
  });
});

describe.each(["RoleBinding", "ClusterRoleBinding"])("a %s", (kind) => {
  const subject = `${kind} backend-mainnet/reader:`;
  const changed = (field: string, value: unknown) => violations(withField(binding(kind), field, value));

  it("may bind a workload's own account", async () => {
    expect(await judge(leastPrivilege, binding(kind))).toEqual({ violations: [] });
  });

  it("must not bind cluster-admin", async () => {
    expect(await changed("roleRef.name", "cluster-admin")).toEqual([
      `${subject} roleRef.name is "cluster-admin"; bind a role with what is needed (CIS 5.1.1).`,
    ]);
    expect(await changed("roleRef", { kind: "Role", name: "cluster-admin" })).toEqual([]);
  });

  it.each(["admin", "edit"])("binds %s in one namespace only", async (name) => {
    expect(await changed("roleRef.name", name)).toEqual(
      kind === "RoleBinding"
        ? []
        : [
            `${subject} roleRef.name is "${name}"; ` +
              "it reads every Secret, bind it in one namespace by a RoleBinding (CIS 5.1.2).",
          ],
    );
  });

  it("must not bind the default account", async () => {
    expect(await changed("subjects[0].name", "default")).toEqual([
      `${subject} subjects[0].name is "default"; bind the workload's own (CIS 5.1.5).`,
    ]);
  });

  it.each([
    ["Group", "system:masters"],
    ["Group", "system:authenticated"],
    ["Group", "system:serviceaccounts"],
    ["Group", "system:serviceaccounts:fabric"],
    ["User", "system:anonymous"],
  ])("must not bind the %s %s", async (subjectKind, name) => {
    expect(await changed("subjects[1]", { kind: subjectKind, name })).toEqual([
      `${subject} subjects[1].name is "${name}"; bind the workload's own account instead (CIS 5.1.7).`,
    ]);
  });
});
