"""The console of institutions: signed in with a token of their own, acting through the gateway and nothing else."""
