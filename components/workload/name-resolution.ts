import type { types } from "@pulumi/kubernetes";

/** How long a pod waits for a name server's answer, where resolvers wait for five by themselves. */
const ANSWER_SECONDS = 1;
const ATTEMPTS = 2;

/**
 * How a pod resolves names. For as long as a lost node isn't known as such, about 40 s, questions still go to the name servers that were on it,
 * and all attempts of one question to the same: kube-proxy takes them for one connection. The sooner it is given up, the sooner the
 * next question may find one that lives. A short name is up to four questions, one for each domain that is searched.
 *
 * @see resolv.conf(5)
 */
export function nameResolution(): types.input.core.v1.PodDNSConfig {
  return {
    options: [
      { name: "timeout", value: String(ANSWER_SECONDS) },
      { name: "attempts", value: String(ATTEMPTS) },
    ],
  };
}
