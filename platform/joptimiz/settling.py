"""What stands from the start is left alone by the cycle collector."""

import gc


def settle() -> None:
    """Once all is loaded: later collections walk what came since, not a million objects that stay.

    Otherwise each full collection holds every answer for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
