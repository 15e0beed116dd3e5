"""Content, no code: data contracts, supervision models and their cases, the law registry."""
