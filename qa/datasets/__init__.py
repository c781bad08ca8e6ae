"""Readers of the public data sets, which `README.md` describes. The running service imports nothing from here."""
