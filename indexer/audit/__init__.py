"""The audit: the store compared with the chain, on a code path that shares nothing with the projection."""
