"""The crash reports of the window; its tests lay the folder elsewhere."""

from pathlib import Path

from layers import crash_report


def report_folder() -> Path:
    """Where crash reports lie."""
    return crash_report.report_folder()


def write_report(error: BaseException, folder: Path | None = None) -> Path:
    """Write down a fault of the program; returns the new file."""
    return crash_report.write_report(error, folder or report_folder())
