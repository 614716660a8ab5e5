"""From submission to score. Empty on purpose: `grader.labside` is mounted alone into lab servers."""
