"""ZIP archives: their members' Chinese names, and the one data file taken out of them, within bounds."""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.sniff import LARGEST_FILE
from layers.foreign.staging import COMPANIONS

MOST_MEMBERS = 10_000
BOMB_BYTES = 64 * 1024**2  # smaller members may shrink as well as they like
BOMB_RATIO = 200
WANTED = tuple(".shp .gpkg .geojson .json .kml .fgb .gpx .xlsx .xls .csv .osm.pbf .osm .pbf .tif".split())
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1


def unpack(file: Path, layer: str, folder: Path, notes: list[Finding]) -> tuple[Path, str]:
    """Take the data file (with its companions) out of an archive into `folder`, under a plain name.

    Args:
        layer: name of the wanted file without its suffix, "" for the first.

    Returns:
        Where the data file lies, and its own name.

    Raises:
        UserError: damaged, encrypted, a bomb, nothing in it that is read, or no such layer.
    """
    with open_archive(file) as archive:
        names = {_name(info): info for info in archive.infolist() if _is_plain_file(info)}
        wanted = sorted(name for name in names if name.lower().endswith(WANTED) and "__MACOSX" not in name)
        chosen = _choose(wanted, layer, file.name, notes)
        path = PurePosixPath(chosen)
        suffix = next(ending for ending in WANTED if chosen.lower().endswith(ending))
        target = folder / "unpacked" / f"data{suffix}"
        target.parent.mkdir()
        for ending in (suffix, *COMPANIONS["shapefile"]):
            companion = _find(names, chosen[: -len(suffix)] + ending)
            if companion:
                extract(archive, names[companion], target.with_name(f"data{ending}"), file.name)
    return target, path.name


def open_archive(file: Path) -> zipfile.ZipFile:
    """Open an archive that has a sane number of members.

    Raises:
        UserError: not an archive, or too many members.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeError):
        raise UserError("压缩包已损坏或不完整", where=file.name, remedy="请重新下载或重新压缩") from None
    if len(archive.infolist()) > MOST_MEMBERS:
        raise UserError("压缩包里的文件太多", where=file.name, remedy="请只压缩需要的数据文件")
    return archive


def check_bounds(info: zipfile.ZipInfo, where: str) -> None:
    """Refuse a member that is encrypted or blows up out of proportion.

    Raises:
        UserError: as said.
    """
    if info.flag_bits & ENCRYPTED_FLAG:
        raise UserError("文件加了密码", where=where, remedy="请去掉密码后再试")
    grows = info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(info.compress_size, 1)
    if info.file_size > LARGEST_FILE or grows:
        raise UserError("压缩包展开后大得异常,没有打开", where=where, remedy="请确认来源可靠,解压后再导入")


def extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, where: str) -> None:
    """Write one member to `target`, never more than it declares.

    Raises:
        UserError: out of bounds or damaged.
    """
    check_bounds(info, where)
    left = info.file_size
    try:
        with archive.open(info) as source, target.open("wb") as copy:
            while left >= 0 and (block := source.read(1 << 20)):
                left -= copy.write(block)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise UserError("压缩包已损坏或不完整", where=where, remedy="请重新下载或重新压缩") from None


def _is_plain_file(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows say GBK without saying so."""
    if info.flag_bits & UTF8_FLAG:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _find(names: dict[str, zipfile.ZipInfo], wanted: str) -> str:
    return next((name for name in names if name.lower() == wanted.lower()), "")


def _choose(wanted: list[str], layer: str, where: str, notes: list[Finding]) -> str:
    stems = {PurePosixPath(name).stem: name for name in reversed(wanted)}
    if not wanted:
        raise UserError("压缩包里没有可以读取的数据文件", where=where, remedy="请解压后直接选择数据文件")
    if layer and layer in stems:
        return stems[layer]
    if layer and len(wanted) > 1:
        raise UserError(f"压缩包里没有“{layer}”", where=where, remedy=f"可选:{'、'.join(list(stems)[:10])}")
    wanted.sort(key=lambda name: (not name.lower().endswith(".shp"), name))
    if len(wanted) > 1:
        others = "、".join(PurePosixPath(name).name for name in wanted[1:6])
        message = f"压缩包里有 {len(wanted)} 个数据文件,只读取了“{PurePosixPath(wanted[0]).name}”,没有读:{others}"
        notes.append(Finding("warning", "layers_ignored", message, remedy="请用图层名指定要读的文件"))
    return wanted[0]
