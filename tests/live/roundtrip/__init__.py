"""Properties of whole runs: what a manifest says is what a catalogue holds, whatever it says and whoever edits."""
