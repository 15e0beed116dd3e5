"""Cardinal's eleven red flags over OCDS compiled releases: settings, lines, releases, evidence, fences, result.

The rules, their defaults and the shape of the result are those the Open Contracting Partnership publishes for Cardinal
(`ocdscardinal`, version 0.0.8); the code is this project's own. `docs/reference/red-flags.md` states every rule.
"""
