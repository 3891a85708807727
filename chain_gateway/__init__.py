"""The gateway: builds, signs and sends the acts of institutions, and says what the chain answered."""
