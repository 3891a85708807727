"""Migrations of the gateway's store, run by `open_store`."""
