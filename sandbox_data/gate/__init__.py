"""The release gate: what a card protects leaves only as its recipe's result, within its limits, and signed."""
