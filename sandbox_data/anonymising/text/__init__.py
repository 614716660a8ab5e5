"""Names and identifiers in free text, Korean and English."""
