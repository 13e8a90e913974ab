"""What archives and folders hold: the data files with all that belongs to them, archives inside archives too."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from layers.errors import UserError
from layers.foreign.packed import Budget, Member, check_bounds, extract, members, open_archive
from layers.foreign.sniff import ARCHIVES, KINDS, LOOSE, kind_of, suffix_of
from layers.foreign.source import Source
from layers.foreign.staging import COMPANIONS

__all__ = ["Bundle", "bundles", "check_bounds", "open_archive", "taken_out", "unpacked"]

DEEPEST = 3
CONTAINERS = ("zip", "kmz", "tar", "gzip", "folder")
KIND_NAMES = frozenset(kind.name for kind in KINDS)
UNSUITED = {
    "features": frozenset(("osm", "geotiff")),
    "roads": frozenset(("csv", "html", "workbook", "geotiff")),
    "grid": KIND_NAMES - {"geotiff"},
    "sheets": KIND_NAMES - {"workbook"},
}
"""Kinds of file that a task cannot read."""

Extract = Callable[[Path], None]


@dataclass(frozen=True)
class Bundle:
    """A data file in an archive or a folder.

    Attributes:
        path: as the user sees it, through all archives.
        suffix: of the data file, lower case.
        parts: what takes each of its files out, by the ending to give the copy ("" for the data file itself,
            a path inside the folder for a file geodatabase).
    """

    path: str
    suffix: str
    parts: Mapping[str, Extract]


@dataclass
class _Search:
    """One walk through an archive; counts what it unpacked."""

    source: Source
    budget: Budget = field(default_factory=Budget)
    found: dict[str, Bundle] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    too_deep: list[str] = field(default_factory=list)
    opened: int = 0


def bundles(source: Source) -> dict[str, Bundle]:
    """The data files in an archive or a folder, by path, the likeliest first.

    Raises:
        UserError: damaged, encrypted, a bomb, or nothing in it that is read.
    """
    search = _Search(source)
    if source.kind == "folder":
        _collect(_files(source.file), "", search)
    else:
        _open(source.file, source.kind, PurePosixPath(source.name).name, "", 1, search)
    if search.doubled:
        message = f"压缩包里有 {len(search.doubled)} 个文件重名,各取了最后一个"
        source.note("warning", "doubled_members", message, search.doubled)
    if search.too_deep:
        message = f"压缩包套了 {DEEPEST} 层以上,里层的没有打开"
        source.note("warning", "nested_too_deep", message, search.too_deep, "请解压后再导入")
    if not search.found:
        place = "文件夹" if source.kind == "folder" else "压缩包"
        raise source.fault(f"{place}里没有可以读取的数据文件", "请解压后直接选择数据文件")
    return {path: search.found[path] for path in sorted(search.found, key=_likelihood)}


def _choose(found: Mapping[str, Bundle], source: Source) -> tuple[Bundle, str]:
    """The data file that the option `layer` names, by path, name or stem, and what of the option is left for it.

    Raises:
        UserError: no such file.
    """
    asked = source.option("layer")
    for path in sorted(found, key=len, reverse=True):
        if asked == path or asked.startswith(f"{path}/"):
            return found[path], asked[len(path) + 1 :]
    backwards = list(found)[::-1]  # the likeliest of a name wins
    by_name = {PurePosixPath(path).name: path for path in backwards} | {_stem(path): path for path in backwards}
    if asked in by_name:
        return found[by_name[asked]], ""
    first, *others = found
    if others and asked:
        raise source.fault(f"压缩包里没有“{asked}”", f"可选:{'、'.join(list(found)[:10])}")
    if others:
        named = "、".join(PurePosixPath(path).name for path in others[:5])
        message = f"里面有 {len(found)} 个数据文件,只读取了“{PurePosixPath(first).name}”,没有读:{named}"
        source.note("warning", "layers_ignored", message, remedy="请用图层名指定要读的文件")
    return found[first], asked


def unpacked(source: Source, task: str) -> Source:
    """The data file to read in the place of an archive or a folder; any other source as it is.

    Args:
        task: what it is to be read as; where nothing else is said, the first file that can be read so is taken.

    Raises:
        UserError: damaged, encrypted, a bomb, no such file in it, or one that is not read.
    """
    for _ in range(DEEPEST + 1):
        if source.kind not in CONTAINERS:
            return source
        found = bundles(source)
        if not source.option("layer"):
            found = {path: bundle for path, bundle in found.items() if _suits(bundle.suffix, task)} or found
        bundle, rest = _choose(found, source)
        source = replace(taken_out(bundle, source), options={**source.options, "layer": rest})
        if rest and source.kind == "workbook":
            source = replace(source, options={**source.options, "sheet": source.option("sheet") or rest})
        if source.kind == "shapefile":
            source = replace(source, options={**source.options, "layer": ""})
    raise source.fault(f"压缩包套了 {DEEPEST} 层以上", "请解压后直接选择数据文件")


def _suits(suffix: str, task: str) -> bool:
    kinds = {kind.name for kind in KINDS if suffix in kind.suffixes}
    return not kinds or not kinds <= UNSUITED.get(task, frozenset())


def taken_out(bundle: Bundle, source: Source) -> Source:
    """A data file of an archive as a source of its own.

    Raises:
        UserError: encrypted, damaged, a bomb, or not what its suffix says.
    """
    folder = source.folder / f"unpacked{len(list(source.folder.glob('unpacked*')))}"
    file = _unpack(bundle, folder)
    name = f"{source.name}/{PurePosixPath(bundle.path).name}"
    try:
        file, kind = kind_of(file)
    except UserError as error:
        raise UserError(error.what, where=name, remedy=error.remedy) from None
    return replace(source, file=file, name=name, kind=kind.name, folder=folder, request=source.request or source.folder)


def _unpack(bundle: Bundle, folder: Path) -> Path:
    folder.mkdir(parents=True)
    target = folder / f"data{bundle.suffix}"
    for ending, take_out in bundle.parts.items():
        if bundle.suffix == ".gdb":
            target.mkdir(exist_ok=True)
            take_out(target / ending)
        else:
            take_out(_beside(target, ending))
    return target


def _beside(target: Path, ending: str) -> Path:
    return Path(f"{target}{ending}") if ending.startswith("-") else target.with_suffix(ending or target.suffix)


def _likelihood(path: str) -> tuple[bool, int, str]:
    return not path.lower().endswith((".shp", "doc.kml")), path.count("/"), path


def _stem(path: str) -> str:
    name = PurePosixPath(path).name
    return name[: -len(suffix_of(name.lower()))] or name


def _open(archive: Path, kind: str, name: str, before: str, depth: int, search: _Search) -> None:
    """Look into an archive and those inside it."""
    where = f"{search.source.name}/{before}".rstrip("/")

    def take(member: Member) -> Extract:
        return lambda target: extract(member, target, search.budget, where)

    files: dict[str, Extract] = {}
    for member in members(archive, kind, name, where):
        if member.path in files:
            search.doubled.append(before + member.path)
        files[member.path] = take(member)
    for path in [path for path in files if not _is_litter(path)]:
        if (inner := ARCHIVES.get(suffix_of(path.lower()), "")) not in ("", "kmz"):
            _open_inner(files.pop(path), path, inner, before, depth, search)
    _collect(files, before, search)


def _open_inner(take_out: Extract, path: str, kind: str, before: str, depth: int, search: _Search) -> None:
    if depth >= DEEPEST:
        search.too_deep.append(before + path)
        return
    search.opened += 1
    copy = search.source.folder / f"archive{search.opened}"
    take_out(copy)
    _open(copy, kind, PurePosixPath(path).name, f"{before}{path}/", depth + 1, search)


def _collect(files: Mapping[str, Extract], before: str, search: _Search) -> None:
    """Put the files of one archive together to data files."""
    by_fold = {path.lower(): path for path in files}
    for path in files:
        if _is_litter(path):
            continue
        if (geodatabase := _geodatabase(path)) is not None:
            inside = {name[len(geodatabase) + 1 :]: files[name] for name in files if name.startswith(f"{geodatabase}/")}
            plain = {name: take for name, take in inside.items() if "/" not in name and not _is_odd(name)}
            search.found.setdefault(before + geodatabase, Bundle(before + geodatabase, ".gdb", plain))
            continue
        suffix = suffix_of(path.lower())
        if suffix and suffix not in LOOSE:
            search.found[before + path] = Bundle(before + path, suffix, _with_companions(path, suffix, files, by_fold))


def _with_companions(
    path: str, suffix: str, files: Mapping[str, Extract], by_fold: Mapping[str, str]
) -> dict[str, Extract]:
    parts = {"": files[path]}
    for endings in COMPANIONS.get(suffix, ()):
        whole = path if endings.startswith("-") else path[: -len(suffix)]
        if companion := by_fold.get(f"{whole}{endings}".lower()):
            parts[endings] = files[companion]
    return parts


def _geodatabase(path: str) -> str | None:
    steps = path.split("/")
    for place, step in enumerate(steps[:-1]):
        if step.lower().endswith(".gdb"):
            return "/".join(steps[: place + 1])
    return None


def _is_litter(path: str) -> bool:
    """What a Mac adds to archives."""
    return "__MACOSX" in path or PurePosixPath(path).name.startswith("._")


def _is_odd(name: str) -> bool:
    """A name that does not belong into a file geodatabase, whose files are all called a00000001.gdbtable or so."""
    return not (name.isascii() and name.replace("_", "").replace(".", "").isalnum()) or name.startswith(".")


def _files(folder: Path) -> dict[str, Extract]:
    """The files of a folder and of the geodatabases in it."""
    files: dict[str, Extract] = {}
    for entry in sorted(folder.iterdir()):
        inside: Iterable[Path] = entry.iterdir() if entry.suffix.lower() == ".gdb" and entry.is_dir() else (entry,)
        for file in sorted(inside):
            if file.is_file():
                files[file.relative_to(folder).as_posix()] = _copier(file)
    return files


def _copier(file: Path) -> Extract:
    def copy(target: Path) -> None:
        shutil.copyfile(file, target)

    return copy
