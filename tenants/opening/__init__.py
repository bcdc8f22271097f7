"""Opening a territory from its SIREN: what is proposed, what is written, what stands beside it, how it closes."""
