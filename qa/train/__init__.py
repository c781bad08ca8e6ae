"""Fit the numbers in `qa/fitted.json`. The running service imports nothing from here."""
