"""Each promise once, on every kind of catalogue."""
