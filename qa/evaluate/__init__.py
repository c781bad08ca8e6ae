"""Measure pincite through the code that answers users. The running service imports nothing from here."""
