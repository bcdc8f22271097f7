"""The JSON doors of the desk of rules."""
