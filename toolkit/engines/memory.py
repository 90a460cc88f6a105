"""What was freed goes back to the system, so that the next step's memory does not lie on top of it."""

__all__ = ["release_memory"]


def release_memory() -> None:
    """Have Arrow give back the memory that it keeps for later; between steps that hold hundreds of megabytes, this is cheap.

    >>> release_memory()
    """
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
