"""What runs inside lab servers. Imports nothing else of ours: this folder is mounted there alone."""
