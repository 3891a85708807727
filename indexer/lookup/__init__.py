"""The public look-up: JSON answers out of the store, without login, never an amount, never a natural person's name."""
