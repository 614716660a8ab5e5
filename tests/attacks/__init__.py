"""A corpus of hostile submissions, a folder each, run against our grader and, where that is safe, plain nbgrader.

    ./shopfloor attack --all

Each folder holds `attack.py` (what is handed in) and `expected.toml` (what it may earn). See docs/attacks.md.
"""
