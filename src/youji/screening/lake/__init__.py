"""The working folder: Delta tables, the batch register and the quarantine."""
