"""The private copy of a file set that the child works on: plain names, so that nothing beside it is read or changed."""

import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from layers.finding import Finding
from layers.foreign import text

COMPANIONS = {
    "shapefile": (".shx", ".dbf", ".prj", ".cpg"),
    "gpkg": ("-wal", "-journal"),
    "geotiff": (".tfw",),
}
XML_ENCODING = re.compile(r'^(<\?xml[^>]*?encoding\s*=\s*)["\']([^"\']*)["\']')


def members_of(file: Path, kind: str) -> tuple[Path, ...]:
    """The file and those that belong to it, in a fixed order; suffixes in either case."""
    endings = COMPANIONS.get(kind, ())
    if not endings:
        return (file,)
    beside = {sibling.name.lower(): sibling for sibling in sorted(file.parent.iterdir(), reverse=True)}
    names = [(file.name if ending.startswith("-") else file.stem) + ending for ending in endings]
    found = [beside[name.lower()] for name in names if name.lower() in beside]
    return (file, *(sibling for sibling in found if sibling.is_file()))


def fingerprint(files: Iterable[Path]) -> str:
    """SHA-256 over the bytes of the files, one after another."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def stage(file: Path, kind: str, folder: Path) -> Path:
    """Copy a file and its companions into `folder` as `source.*`; returns the copy of the file."""
    target = folder / f"source{file.suffix.lower()}"
    for member in members_of(file, kind):
        ending = next((ending for ending in COMPANIONS.get(kind, ()) if member.name.lower().endswith(ending)), "")
        copy = Path(f"{target}{ending}") if ending.startswith("-") else target.with_suffix(ending or target.suffix)
        shutil.copyfile(member, copy)
    return target


def stage_xml(file: Path, encoding: str, folder: Path, notes: list[Finding]) -> Path:
    """Copy an XML file as UTF-8 whatever it is in: the parser knows no Chinese encoding.

    Raises:
        UserError: no encoding fits every byte.
    """
    raw = file.read_bytes()
    declared = XML_ENCODING.match(raw[:200].decode("latin-1"))
    asked = encoding or (declared.group(2) if declared and text.codec_of(declared.group(2)) == text.CHINESE else "")
    content, codec = text.decode(raw, asked, file.name)
    if not codec.startswith("utf-8"):
        notes.append(Finding("note", "encoding", f"文字按 {text.label(codec)} 编码读取"))
    target = folder / f"source{file.suffix.lower()}"
    target.write_text(XML_ENCODING.sub(r'\1"UTF-8"', content), "utf-8", newline="")
    return target
