"""Data to text. Views are pure functions; `console.py` alone knows whether somebody sits at a terminal."""
