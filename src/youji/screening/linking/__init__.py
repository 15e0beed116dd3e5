"""Finds the records that speak about one person or one organisation, across datasets that share no number."""
