import { z } from "zod";
import { NODE_ID_LABEL, NODE_REGION_LABEL, NODE_ROLE_LABEL, NODE_ZONE_LABEL } from "../components/shared/labels";
import { SERVER_NAMES } from "./inventory";

const labelValue = z.string().regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, "must be a label value");
const memberLabels = z.strictObject({
  [NODE_ID_LABEL]: labelValue,
  [NODE_ROLE_LABEL]: z.enum(["primary", "testdev"], { error: "must be primary or testdev" }),
  [NODE_REGION_LABEL]: labelValue,
  [NODE_ZONE_LABEL]: labelValue,
});
const host = {
  name: z.enum(SERVER_NAMES, { error: `must be one of ${SERVER_NAMES.join(", ")}` }),
  hostname: z.hostname("must be a host name"),
  nodeName: z.hostname("must be the node's name in Kubernetes"),
  publicIpv4: z.ipv4("must be an IPv4 address"),
  location: z.string(),
};

const memberSchema = z.strictObject({
  ...host,
  cluster: z.literal("member"),
  k3sRole: z.enum(["server", "agent"], { error: "must be server or agent" }),
  labels: memberLabels,
});

/** The inventory: members carry a K3s role and a complete set of labels, standalone servers neither (G20). */
export const serversSchema = z.array(
  z.discriminatedUnion("cluster", [
    memberSchema,
    z.strictObject({ ...host, cluster: z.literal("standalone"), labels: z.strictObject({}) }),
  ]),
);
