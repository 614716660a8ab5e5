"""The dashboard: what trainees, instructors, centres, programme officers and the operator see of their progress."""
