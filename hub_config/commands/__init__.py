"""The command line's words, a file for each noun. Each has `register(app)`."""
