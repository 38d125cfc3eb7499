#!/bin/sh
# node-start.sh FOLDER NAME CGROUP…
#
# Starts a node: joins its cgroups (their folders are made), becomes the holder of its namespaces, and starts its init in
# them. A node can't see the cgroups above its own, no other node's processes, and no mounts or network of the machine's.
# The kernel ends the whole node with its holder.
set -eu
here=$(dirname "$0")
folder=$1 name=$2
shift 2

if [ -z "${IN_CGROUPS-}" ]; then
  for cgroup; do echo $$ >"$cgroup/cgroup.procs"; done
  # Where a process is when it leaves the old namespace is the top of the new one.
  IN_CGROUPS=yes exec unshare --cgroup /bin/sh "$0" "$folder" "$name" "$@"
fi
for cgroup; do echo $$ >"$cgroup/system/cgroup.procs"; done

exec unshare --pid --fork --kill-child=SIGKILL --mount --propagation=private --net --uts --ipc \
  /bin/sh "$here/node-init.sh" "$folder" "$name"
