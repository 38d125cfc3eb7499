#!/bin/sh
# ping-all.sh PID=ADDRESS…
#
# Pings once from the network of each process to each other's address, and prints the pairs FROM TO of processes of which the
# ping reached TO, whether or not its answer reached FROM: see Icmp InEchos in /proc/net/snmp.
set -u

seen() {
  for to; do
    # shellcheck disable=SC2046 # words: a line of names, then one of values, the ninth of which is InEchos
    set -- $(nsenter --target="${to%%=*}" --net -- grep Icmp: /proc/self/net/snmp)
    shift $(($# / 2 + 1))
    echo "${to%%=*} $9"
  done
}

for from; do
  before=$(seen "$@")
  for to; do
    [ "$to" = "$from" ] && continue
    nsenter --target="${from%%=*}" --net -- busybox ping -c 1 -W 2 "${to#*=}" >/dev/null 2>&1 &
  done
  wait
  after=$(seen "$@")
  for to; do
    [ "$to" = "$from" ] && continue
    now=$(echo "$after" | grep "^${to%%=*} ")
    echo "$before" | grep -qx "$now" || echo "${from%%=*} ${to%%=*}"
  done
done
