/**
 * Requests that the provider may send to the API server, where its own limit is 50 a second: mainnet has more objects than that
 * to look at, as many at once as Pulumi works on in parallel, and the server's priority levels keep other clients going.
 */
export const KUBERNETES_CLIENT = { qps: 200, burst: 500 };
