"""What derogations are, without a database: kinds, states, terms, texts."""
