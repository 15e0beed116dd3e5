"""Data contracts: what a dataset's columns are, and which values they may hold."""
