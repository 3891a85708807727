"""Reads the chain, proves that nothing is missing, and keeps the store in step with it."""
