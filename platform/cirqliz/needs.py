"""What is asked of other rooms, which the front door answers."""
