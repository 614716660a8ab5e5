"""The process that starts lab servers and holds them: the hub may end and come back, they stay."""
