"""`publisher validate` on mutated manifests: `make fuzz` tries ten thousand, `make test` some hundred."""
