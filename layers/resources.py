"""Where the program's own data files lie, installed or frozen."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def resource(*parts: str) -> Path:
    """The path of a file under `resources/`."""
    return ROOT.joinpath("resources", *parts)


def sample_region(name: str) -> Path:
    """The path of the sample region called `name`; it need not exist."""
    return ROOT / "sample_regions" / f"{name}.gpkg"
