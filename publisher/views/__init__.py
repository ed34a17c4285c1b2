"""Data to text. Views are pure functions; only `console.py` prints, and knows whether it prints to a terminal."""
