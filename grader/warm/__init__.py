"""Warm kernels: forked from a parent process that has imported the labs' libraries already, confined after the fork."""
