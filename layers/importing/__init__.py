"""From somebody else's file into a region: read, check, add; all of it or nothing."""

from layers.importing.importing import import_file
from layers.importing.options import ImportOptions, ImportResult

__all__ = ["ImportOptions", "ImportResult", "import_file"]
