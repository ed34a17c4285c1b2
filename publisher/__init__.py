"""Publishing open data as code: YAML manifests in, catalogue entries out, through a plan."""

__version__ = "0.1.0"
