"""Keeps the processes of one desk running: what they are, how they start, die and stop."""
