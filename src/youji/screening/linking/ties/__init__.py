"""Ties between the parties of the register: how they are made, and how one party is reached from another."""
