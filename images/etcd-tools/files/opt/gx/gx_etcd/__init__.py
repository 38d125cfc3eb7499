"""Dumps of etcd, which are K3s' own snapshots with what they can't be restored without, and the proof that they can be."""
