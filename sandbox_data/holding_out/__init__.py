"""Rows that are held out of a release: mounted where checks run, and never in a lab server or a trainee's kernel."""
