"""The corpus of mistakes (tests/mistakes), found by the program."""
