"""What a process that serves the look-up sets for itself."""

import gc


def tune() -> None:
    """Looks for cycles of garbage seldom. A batch makes a million small objects at once, none of them in a cycle, and
    with the defaults of Python a third of its time goes into looking at them again and again.
    """
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
