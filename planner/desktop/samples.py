"""Sample regions: the user works on a copy of his own, the program's files stay as they are."""

import hashlib
import os
import shutil
from pathlib import Path

import platformdirs
from PySide6.QtCore import QCoreApplication

from layers.resources import sample_region

translate = QCoreApplication.translate

FIRST = "hunnan"


def sample_names() -> tuple[str, ...]:
    """The samples that come with the program, the first one in front."""
    names = sorted(path.stem for path in sample_region(FIRST).parent.glob("*.gpkg"))
    return tuple(sorted(names, key=lambda name: name != FIRST))


def sample_title(name: str) -> str:
    """What the menu calls a sample; its name where nobody gave it a title."""
    titles = {
        "hunnan": translate("Samples", "浑南区"),
        "dandong": translate("Samples", "丹东市"),
        "suqian": translate("Samples", "宿迁市"),
        "pingliang": translate("Samples", "平凉市"),
        "liaoning": translate("Samples", "辽宁省"),
    }
    return titles.get(name, name)


def sample_folder() -> Path:
    """Where the user's copies lie."""
    return platformdirs.user_data_path("Yike", appauthor=False) / "samples"


def own_copy(name: str, folder: Path | None = None) -> Path:
    """The user's copy of a sample, made where there is none yet; a newer sample gets a new copy."""
    folder = folder or sample_folder()
    original = sample_region(name)
    with original.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    copy = folder / f"{name}-{digest[:8]}.gpkg"
    if not copy.exists():
        folder.mkdir(parents=True, exist_ok=True)
        beside = copy.with_suffix(".new")
        shutil.copyfile(original, beside)
        os.replace(beside, copy)
    return copy
