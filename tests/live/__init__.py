"""Tests of the tool's promises on real catalogues, by what the servers hold afterwards."""
