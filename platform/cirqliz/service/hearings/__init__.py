"""Hearing who holds a right before it is suspended or ended: opened, answered, recorded, decided or dropped."""
