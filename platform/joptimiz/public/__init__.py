"""The pages anyone can open without an account."""
