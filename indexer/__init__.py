"""Mirrors the ledger's events into a queryable store and answers the public from it. Holds no key."""
