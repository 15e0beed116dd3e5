"""Youji (有迹): services leave a verifiable trace, and supervision models screen it for leads."""

__version__ = "0.1.0"
