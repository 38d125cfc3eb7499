/** Range of the pods' addresses in the real cluster (spec: networking), K3s' default. */
export const POD_CIDR = "10.42.0.0/16";
