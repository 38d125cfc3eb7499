#!/bin/sh
# store-images.sh ROOT ARCHIVE…
#
# Imports archives of images into a containerd root, with a containerd of its own, which ends with this. To be run in
# mount and process namespaces of its own: nothing of the machine's containerd is touched.
set -eu
root=$1
shift
mount -t tmpfs tmpfs /run
cat >/run/config.toml <<END
version = 2
root = "$root"
# One makes a folder of the machine's, the other serves kubelets.
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.grpc.v1.cri"]
END
containerd --config /run/config.toml >/run/log 2>&1 &
containerd=$!
until ctr version >/run/last 2>&1; do
  if ! kill -0 "$containerd"; then
    cat /run/log
    exit 1
  fi
  sleep 0.1
done
for archive; do ctr --namespace k8s.io images import "$archive"; done
kill "$containerd"
wait "$containerd"
