"""The ground: what an order means, decided without clock, disk, network or database."""
