"""Who learns what, and how far: registry, roster, progress and the dashboard."""
