"""The quality harness: what every lab must prove before it is offered. Whoever calls it executes the notebooks."""
