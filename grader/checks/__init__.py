"""Checks in a process of their own: they see a trainee's kernel only through plain values and remote calls."""
