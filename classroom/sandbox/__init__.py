"""Walls around a learner's code: which this machine offers, and how to start a process in them."""
