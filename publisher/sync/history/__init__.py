"""What earlier runs did: their journals, read back."""
