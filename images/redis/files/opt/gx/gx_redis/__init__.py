"""Runs a member of a replicated Valkey: its server, its Sentinel, and what keeps both in step with Kubernetes."""
