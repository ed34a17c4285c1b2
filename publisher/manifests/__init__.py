"""YAML manifests to the model, with the place of every value."""
