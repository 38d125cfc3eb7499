import * as pulumi from "@pulumi/pulumi";
import { OBJECTSTORE_IMAGE, OBJECTSTORE_UID } from "../../images/objectstore/image";
import type { System } from "../../stacks/system";
import { fromSeed } from "../shared/generated-seed";
import { imageReference } from "../shared/images";
import { objectStoreProblems } from "./consistency";
import { accountName, keysOf, readerName } from "./keys";
import { OBJECT_STORE, PORTS, REGION } from "./names";
import { ObjectStore } from "./object-store";
import type { ObjectStoreAccess } from "./object-store-access";
import { type ObjectStoreSettings, objectStoreSettings } from "./settings";
import { objectStoreCertificates } from "./tls";
import { objectStoreWorkloads } from "./workloads";

/** Where backups are kept, inside the environment. */
export const objectstore: System<ObjectStoreSettings, ObjectStoreAccess> = {
  name: OBJECT_STORE,
  description: "where backups are kept: an S3 server of the environment's own, versitygw, with one copy on one node",
  settings: objectStoreSettings,
  workloadNames: [OBJECT_STORE],
  workloads: objectStoreWorkloads,
  problems: (settings) => (settings ? objectStoreProblems(settings) : []),

  deploy(settings, { parent, namespace: namespaceFor, workloads, shell }) {
    const child = { parent };
    const { name: namespace } = namespaceFor("backend");
    const { resources: serverResources, certificatesFrom, keyGeneration, buckets } = settings;
    const names = Object.keys(buckets);
    const keys = fromSeed(`${OBJECT_STORE}-keys`, (seed) => keysOf(seed, keyGeneration, names), child);
    const certificates = fromSeed(
      `${OBJECT_STORE}-certificates`,
      (seed) => objectStoreCertificates(seed, namespace, certificatesFrom),
      child,
    );

    const { ready } = new ObjectStore(
      OBJECT_STORE,
      {
        ...settings,
        shell: shell(workloads.find(({ name }) => name === OBJECT_STORE)!),
        image: imageReference(OBJECTSTORE_IMAGE),
        userId: OBJECTSTORE_UID,
        serverResources,
        keys,
        certificates,
      },
      child,
    );

    const keysIn = (bucket: string, nameOf: typeof accountName, whose: "current" | "reader") => {
      if (!names.includes(bucket)) {
        throw new Error(`gx:objectstore declares no bucket ${bucket}: it has ${names.join(", ") || "none"}`);
      }
      return {
        accessKeyId: pulumi.output(nameOf(bucket, keyGeneration)),
        secretAccessKey: keys.apply((known) => known.buckets[bucket]![whose].secretAccessKey),
      };
    };

    return {
      outputs: { buckets: names, copies: "one, on the node of its pod; what goes off-site, the output backup tells" },
      hands: {
        host: `${OBJECT_STORE}.${namespace}.svc`,
        port: PORTS.s3,
        region: REGION,
        authority: pulumi.unsecret(certificates.apply(({ authority }) => authority)),
        account: (bucket) => keysIn(bucket, accountName, "current"),
        reader: (bucket) => keysIn(bucket, readerName, "reader"),
        ready,
      },
    };
  },
};
