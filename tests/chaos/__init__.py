"""Schedules of faults, stops and races against the whole program: see README.md."""
