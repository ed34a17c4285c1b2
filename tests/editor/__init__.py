"""The YAML language server of VS Code with the published schemas: `make editor` (installs it from the npm registry)."""
