"""The `pledge` command and the all-in-one process: the only package that knows both the gateway and the indexer."""
