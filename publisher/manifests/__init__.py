"""YAML manifests to the model, with the position of every value."""
