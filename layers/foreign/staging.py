"""The private copy of a file set that the child works on: plain names, so that nothing beside it is read or changed."""

import codecs
import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from layers.foreign import text
from layers.foreign.sniff import suffix_of, suffixes_of
from layers.foreign.source import Source

COMPANIONS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".gpkg": ("-wal", "-journal"),
    ".tif": (".tfw",),
    ".tiff": (".tfw",),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}
"""What belongs to a file, by its suffix."""

LARGEST_XML = 100 * 1024**2
ENTITY = "<!ENTITY"
XML_ENCODING = re.compile(r'^(<\?xml[^>]*?encoding\s*=\s*)["\']([^"\']*)["\']')


def members_of(file: Path) -> tuple[Path, ...]:
    """The file and those that belong to it, in a fixed order; suffixes in either case. All files of a geodatabase."""
    if file.is_dir():
        return tuple(sorted(member for member in file.iterdir() if member.is_file()))
    endings = COMPANIONS.get(file.suffix.lower(), ())
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
    """Copy a file and its companions into `folder` as `source.*`, under a suffix of its kind; returns the copy."""
    suffix = file.suffix.lower()
    target = folder / f"source{suffix if suffix in suffixes_of(kind) else suffixes_of(kind)[0]}"
    if file.is_dir():
        target.mkdir()
        for member in members_of(file):
            shutil.copyfile(member, target / member.name)
        return target
    endings = COMPANIONS.get(file.suffix.lower(), ())
    for member in members_of(file):
        ending = next((ending for ending in endings if member.name.lower().endswith(ending)), "")
        copy = Path(f"{target}{ending}") if ending.startswith("-") else target.with_suffix(ending or target.suffix)
        shutil.copyfile(member, copy)
    return target


def named(source: Source) -> Path:
    """The file under a suffix of its kind, by which its parser tells the format; itself where it has one."""
    if suffix_of(source.file.name.lower()) in suffixes_of(source.kind) and source.file.suffix != ".xml":
        return source.file
    return stage(source.file, source.kind, source.folder).rename(source.folder / "source.osm")


def stage_xml(source: Source, folder: Path) -> Path:
    """Copy an XML file as UTF-8 whatever it is in: the parser knows no Chinese encoding.

    Raises:
        UserError: no encoding fits every byte, too large to change its encoding, or it defines entities of its own.
    """
    target = folder / f"source{suffixes_of(source.kind)[0]}"
    with source.file.open("rb") as stream:
        declared = XML_ENCODING.match(stream.read(200).decode("latin-1"))
    codec = text.codec_of(declared.group(2)) if declared else "utf-8"
    if not source.option("encoding") and codec == "utf-8" and _copied_as_utf8(source, target):
        return target
    if source.file.stat().st_size > LARGEST_XML:
        raise source.fault("不是 UTF-8 编码的 XML 文件,又超过 100 MB", "请在 QGIS 里另存为 GeoPackage(.gpkg)后再导入")
    asked = source.option("encoding") or (declared.group(2) if declared and codec == text.CHINESE else "")
    content, codec = text.decode(source.file.read_bytes(), asked, source.name)
    if not codec.startswith("utf-8"):
        source.note("note", "encoding", f"文字按 {text.label(codec)} 编码读取")
    _refuse_entities(content, source)
    target.write_text(XML_ENCODING.sub(r'\1"UTF-8"', content), "utf-8", newline="")
    return target


def _copied_as_utf8(source: Source, target: Path) -> bool:
    """Copy block by block; False where the file turns out not to be UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    tail = ""
    with source.file.open("rb") as stream, target.open("wb") as copy:
        while block := stream.read(1 << 22):
            try:
                content = decoder.decode(block)
            except UnicodeDecodeError:
                return False
            _refuse_entities(tail + content, source)
            tail = content[-len(ENTITY) :]
            copy.write(block)
    return True


def _refuse_entities(content: str, source: Source) -> None:
    """Entities can read other files and swell without end."""
    if ENTITY in content:
        raise source.fault("文件里有自定义的实体,没有打开", "请从原软件重新导出")
