"""How a local video becomes an address that the service can fetch."""
