"""One reader for each layout of records. A reader yields every row of a file in order, readable or not, a few at a time
in memory.
"""

from chain_gateway.importing.readers.detect import FORMATS, detect, read

__all__ = ["FORMATS", "detect", "read"]
