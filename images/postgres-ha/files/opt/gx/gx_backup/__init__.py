"""Backups of the cluster with pgBackRest, the proof that they can be restored, and the restore itself."""
