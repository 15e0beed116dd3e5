"""Gathers alerts into leads, scores, explains and masks them."""
