"""From somebody else's file into a region: read, understood, checked, shown, and written; all of it or nothing."""

from layers.importing.importing import import_file, prepare_import, spread_totals, write_import
from layers.importing.options import ImportOptions, ImportResult
from layers.importing.prepared import Prepared

__all__ = [
    "ImportOptions",
    "ImportResult",
    "Prepared",
    "import_file",
    "prepare_import",
    "spread_totals",
    "write_import",
]
