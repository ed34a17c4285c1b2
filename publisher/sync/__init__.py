"""The engine: what differs, what would be done, doing it. It knows the contract of a catalogue, and no catalogue."""
