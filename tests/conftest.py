"""Settings of the whole test run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Machines differ and are shared: a slow example is no failure, and examples repeat from run to run.
settings.register_profile("youji", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("youji")
