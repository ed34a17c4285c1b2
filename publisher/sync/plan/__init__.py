"""From manifests and catalogues to a plan. Nothing is written here."""
