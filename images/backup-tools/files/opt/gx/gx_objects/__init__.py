"""Dumps of the objects that the Kubernetes API has of an environment, and the proof that they can be applied."""
