"""Supervision model files: loader, SQL gate and cases."""
