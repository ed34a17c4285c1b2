"""Each promise of the tool once, on every kind of catalogue."""
