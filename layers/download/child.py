"""The child's side of a download: takes the request from its parent and leaves the answer in a folder."""

import json
import os
import shutil
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from layers.errors import UserError


def main(argv: Sequence[str]) -> int:
    """Answer the request on standard input into the folder that the first argument names; 0 when there is an answer."""
    folder = Path(argv[0])
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    try:
        told = _download(request, folder)
    except UserError as error:
        told = {"error": {"what": error.what, "remedy": error.remedy}}
    except MemoryError:
        told = {"error": {"what": "下载的数据太大,内存不够,已停止", "remedy": "请按较小的范围分别下载"}}
    part = folder / "answer.part"
    part.write_text(json.dumps(told), "utf-8")
    part.replace(folder / "answer.json")
    return 0


def _end_with_parent(folder: Path) -> None:
    """Wait on the pipe from the parent; it closes when the parent goes, however it goes."""
    if not sys.stdin.buffer.read(1):
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


def _download(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    from layers.download.collection import Collection
    from layers.download.server import Server  # a second or two, as it brings osmnx

    offer, tiles = request["offer"], request["tiles"]
    collection, said = Collection(offer), Progress(folder, offer["label"], len(tiles))
    server = Server(request["settings"], offer["tags"], said.waiting)
    for done, tile in enumerate(tiles):
        said.asking(done)
        collection.take(server.features(tile))
    said.asking(len(tiles))
    date = server.date or f"{datetime.now(UTC):%Y-%m-%d}"
    collection.write(folder / "answer.geojson", date)
    return {"date": date, "features": len(collection), "nameless": collection.nameless}


@dataclass
class Progress:
    """Tells the parent how many requests are done, and what is waited for."""

    folder: Path
    label: str
    tiles: int
    done: int = 0

    def asking(self, done: int) -> None:
        """So many requests are done."""
        self.done = done
        self._tell(f"正在下载{self.label}({min(done + 1, self.tiles)}/{self.tiles})")

    def waiting(self, text: str) -> None:
        """The server keeps us waiting."""
        self._tell(text)

    def _tell(self, text: str) -> None:
        (self.folder / "progress").write_text(f"{self.done / self.tiles:.4f}\t{text}", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
