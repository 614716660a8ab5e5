"""Where it runs: settings, wiring, the hub, accounts and the command line."""
