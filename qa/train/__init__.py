"""Fit the numbers in `qa/model.json`. The running service imports nothing from here."""
