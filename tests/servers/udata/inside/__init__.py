"""What runs inside udata's environment."""
