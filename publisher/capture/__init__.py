"""From a catalogue to manifests: import, pull, and the editor that keeps comments."""
