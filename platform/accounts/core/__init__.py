"""What can be said of accounts without a clock, a disk or a database."""
