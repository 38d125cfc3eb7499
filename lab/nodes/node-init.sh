#!/bin/sh
# node-init.sh FOLDER NAME
#
# The first process of a node: gives it a root file system of its own, waits for its network, then starts its services and
# starts again whichever ends, as a server's init does. In the environment: LOGS, STORAGE (its volumes' file system), KUBELET,
# KUBE_PROXY, KUBE_ROUTER (paths), IMAGES (the folder with their archives), STORE (the store of the stack's images:
# image-store.ts; may be empty) and CGROUP_MOUNTS, pairs FOLDER:OPTIONS of cgroups v1 or the one word v2.
set -eu
folder=$1 name=$2
root=$folder/root
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

# Of the machine a node sees its programs and its devices. /etc and /var are its own, the rest is gone with it.
read_only() {
  mount --bind "$1" "$2"
  mount -o remount,bind,ro "$2"
}

echo "$name" >/proc/sys/kernel/hostname
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr etc var dev proc sys run/lock tmp root opt/cni opt/gx/images opt/gx/store .machine
chmod 1777 tmp
for system in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$system" ]; then
    cp -P "/$system" "$system"
  elif [ -d "/$system" ]; then
    mkdir "$system"
    read_only "/$system" "$system"
  fi
done
read_only /usr usr
mount --bind "$folder/etc" etc
# Debian's iptables is a link through there.
if [ -d /etc/alternatives ]; then read_only /etc/alternatives etc/alternatives; fi
mount --bind "$folder/var" var
mount --bind "$LOGS" var/log
# Where K3s has its volumes. The loop device goes with the mount, and that with the node.
mkdir -p var/lib/rancher/k3s/storage
mount -o loop "$STORAGE" var/lib/rancher/k3s/storage
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sysfs sys
for program in "$KUBELET" "$KUBE_PROXY" "$KUBE_ROUTER"; do
  : >"opt/gx/${program##*/}"
  read_only "$program" "opt/gx/${program##*/}"
done
read_only "$IMAGES" opt/gx/images
if [ -n "$STORE" ]; then read_only "$STORE" opt/gx/store; fi

if [ "$CGROUP_MOUNTS" = v2 ]; then
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  read -r controllers <sys/fs/cgroup/cgroup.controllers
  for controller in $controllers; do
    echo "+$controller" >sys/fs/cgroup/cgroup.subtree_control
  done
else
  mount -t tmpfs tmpfs sys/fs/cgroup
  for pair in $CGROUP_MOUNTS; do
    mkdir "sys/fs/cgroup/${pair%%:*}"
    mount -t cgroup -o "${pair#*:}" cgroup "sys/fs/cgroup/${pair%%:*}"
  done
fi

# A kubelet sets these for the whole machine, unless it finds them set. It finds them set, and the machine's stay as they are.
mkdir run/sysctl
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=run/sysctl/$(basename "${setting%=*}")
  echo "${setting#*=}" >"$file"
  mount --bind "$file" "proc/sys/${setting%=*}"
done

# These are of this network alone.
echo 1 >proc/sys/net/ipv4/ip_forward
echo 1 >proc/sys/net/bridge/bridge-nf-call-iptables
for interface in all default; do echo 0 >"proc/sys/net/ipv4/conf/$interface/rp_filter"; done

pivot_root . .machine
cd /
umount -l /.machine
rmdir /.machine
# Volumes that a kubelet mounts must be seen in pods, and the other way round.
mount --make-rshared /

until [ -e /etc/network-is-up ]; do sleep 0.1; done

service() {
  log=/var/log/$1.log
  shift
  while :; do
    "$@" >>"$log" 2>&1 || echo "ended with $?; starting it again" >>"$log"
    sleep 1
  done
}

# The images of the store are there from the first moment on: its databases are copied, its files mounted. What the node adds
# is its own, and so are the databases then: a node that returns has them on its disk.
share_store() {
  content=io.containerd.content.v1.content snapshots=io.containerd.snapshotter.v1.overlayfs
  mkdir -p "$content" "$snapshots/snapshots" content-added content-work
  if [ ! -e store-is-shared ]; then
    cp -r /opt/gx/store/io.containerd.metadata.v1.bolt .
    cp "/opt/gx/store/$snapshots/metadata.db" "$snapshots/"
    touch store-is-shared
  fi
  mount -t overlay overlay -o "lowerdir=/opt/gx/store/$content,upperdir=content-added,workdir=content-work" "$content"
  for snapshot in "/opt/gx/store/$snapshots/snapshots"/*; do
    mkdir -p "$snapshots/snapshots/${snapshot##*/}"
    read_only "$snapshot" "$snapshots/snapshots/${snapshot##*/}"
  done
}
if [ -n "$STORE" ]; then (cd /var/lib/containerd && share_store); fi

service containerd containerd --config /etc/containerd/config.toml &
until ctr version >/dev/null 2>&1; do sleep 0.2; done
for image in /opt/gx/images/*.tar; do
  ctr --namespace k8s.io images import "$image" >>/var/log/image-import.log 2>&1
done
service kube-proxy "/opt/gx/${KUBE_PROXY##*/}" --config=/etc/kubernetes/kube-proxy.json &
# shellcheck disable=SC2046 # one flag a line, without spaces
service kubelet "/opt/gx/${KUBELET##*/}" --config=/etc/kubernetes/kubelet.json $(cat /etc/kubernetes/kubelet.flags) &
# It ends, and is started again, until the kubelet has said which address the node has.
# shellcheck disable=SC2046 # one flag a line, without spaces
service kube-router "/opt/gx/${KUBE_ROUTER##*/}" $(cat /etc/kubernetes/kube-router.flags) &
# Takes the results of containers' processes, too, whose parents have ended.
wait
