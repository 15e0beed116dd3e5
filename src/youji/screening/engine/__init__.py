"""Runs one compiled model on DuckDB under limits of time, rows and memory."""
