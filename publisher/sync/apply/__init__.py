"""Writing what a plan says, with a journal."""
