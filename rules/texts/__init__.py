"""Every sentence the rules say: one text a code, in French."""
