"""The words everyone speaks. No I/O here."""
