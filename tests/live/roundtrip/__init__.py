"""Properties of whole runs: a catalogue holds what a manifest says, whatever it says and whoever edits."""
