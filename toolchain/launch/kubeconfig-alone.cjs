"use strict";
const path = require("node:path");

/** What reading a kubeconfig doesn't touch: clients for every kind of object, and a second HTTP client. */
const UNTOUCHED = /^(\.\/gen\/index\.js|node-fetch)$/;

/**
 * Compiles the kubeconfig of Kubernetes' client into a bundle without the rest of that package, which takes longer to load than
 * all else that the program imports. Other packages stay outside the bundle.
 *
 * @type {import("esbuild").Plugin}
 */
const kubeconfigAlone = {
  name: "kubeconfig-alone",
  setup(build) {
    const index = require.resolve("@kubernetes/client-node");
    build.onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({ path: path.join(index, "../config.js") }));
    build.onResolve({ filter: UNTOUCHED }, ({ path }) => ({ path, namespace: "untouched" }));
    build.onLoad({ filter: /.*/, namespace: "untouched" }, () => ({
      contents: "export let createConfiguration, ServerConfiguration, Headers;",
    }));
    build.onResolve({ filter: /^[^./]/ }, ({ importer }) =>
      importer.includes("node_modules") ? undefined : { external: true },
    );
  },
};

module.exports = { kubeconfigAlone };
