"""Parts of the grading bench (bench/grading.py)."""
