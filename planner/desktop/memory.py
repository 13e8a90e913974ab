"""What the program remembers between two starts: the window's geometry, recent regions, texts of plans."""

import json
import os
from contextlib import suppress
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

RECENT = 8


class Memory:
    """A few small files in one folder; a broken one is as good as none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_config_path("Yike", appauthor=False)
        self._settings = QSettings(str(self._folder / "window.ini"), QSettings.Format.IniFormat)

    def recent(self) -> tuple[Path, ...]:
        """Regions opened lately, newest first; only those that still exist."""
        try:
            names = json.loads(self._recent_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ()
        if not isinstance(names, list):
            return ()
        return tuple(Path(name) for name in names if isinstance(name, str) and Path(name).is_file())[:RECENT]

    def opened(self, path: Path) -> None:
        """Put a region in front of the recent ones; a list that cannot be kept is no reason to refuse a region."""
        path = path.resolve()
        names = [str(path), *(str(other) for other in self.recent() if other != path)]
        self._write(self._recent_file, names[:RECENT])

    def plan_texts(self) -> dict[str, Path]:
        """The files the user gave for the texts of plans, by plan id; only those that still exist."""
        try:
            names = json.loads(self._texts_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(names, dict):
            return {}
        return {
            plan_id: Path(name) for plan_id, name in names.items() if isinstance(name, str) and Path(name).is_file()
        }

    def keep_plan_text(self, plan_id: str, path: Path) -> None:
        """Remember where the text of a plan lies."""
        texts = {**self.plan_texts(), plan_id: path.resolve()}
        self._write(self._texts_file, {name: str(text) for name, text in texts.items()})

    def _write(self, target: Path, value: object) -> None:
        """What cannot be kept is no reason to stop the user."""
        beside = target.with_suffix(".new")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
            os.replace(beside, target)

    def geometry(self, name: str) -> QByteArray:
        """A stored geometry, empty where there is none or it is broken."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_geometry(self, name: str, value: QByteArray) -> None:
        """Store a geometry under a name."""
        self._settings.setValue(name, value)

    @property
    def _texts_file(self) -> Path:
        return self._folder / "plan_texts.json"

    @property
    def _recent_file(self) -> Path:
        return self._folder / "recent.json"
