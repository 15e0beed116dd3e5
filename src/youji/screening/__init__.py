"""Screening library: contracts → ingest → lake → supervision models → alerts → leads."""
