"""The members of ZIP, tar and gzip files: their names, and how one is taken out, within bounds.

No member's name ever becomes a path on the disk.
"""

import bz2
import errno
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from layers.errors import UserError

MOST_MEMBERS = 10_000
MOST_BYTES = 2 * 1024**3
BOMB_BYTES = 64 * 1024**2  # smaller members may shrink as well as they like
BOMB_RATIO = 200
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, RuntimeError)
_SINGLE: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZ": bz2.open,
    b"\xfd7": lzma.open,
}  # by their first two bytes


@dataclass
class Budget:
    """How much may still be unpacked of one file the user gave, all archives inside it together."""

    left: int = field(default_factory=lambda: MOST_BYTES)


@dataclass(frozen=True)
class Member:
    """One file inside an archive.

    Attributes:
        archive, kind: where it lies; zip, tar or gzip.
        place: its number in the archive's own list.
        path: its name as the user sees it, with slashes.
        size: unpacked; -1 where the archive does not say.
    """

    archive: Path
    kind: str
    place: int
    path: str
    size: int = -1


def members(archive: Path, kind: str, name: str, where: str) -> list[Member]:
    """The plain files in an archive called `name`; links, folders and devices are none.

    Raises:
        UserError: damaged, or too many of them.
    """
    with _faults(where):
        if kind == "gzip":
            return [Member(archive, kind, 0, _single_name(name))]
        if kind == "tar":
            with tarfile.open(archive, "r:") as tar:
                infos = [(place, info) for place, info in enumerate(_counted(tar, where)) if info.isreg()]
            return [Member(archive, kind, place, _slashed(info.name), info.size) for place, info in infos]
        with open_archive(archive, where) as opened:
            listed = list(enumerate(opened.infolist()))
        return [Member(archive, kind, n, _name(info), info.file_size) for n, info in listed if _is_plain_file(info)]


def extract(member: Member, target: Path, budget: Budget, where: str) -> None:
    """Write a member to `target`, never more than it declares or `budget` allows.

    Raises:
        UserError: encrypted, damaged, a bomb, or too much in all.
    """
    with _faults(where), _opened(member, where) as stream, target.open("wb") as copy:
        left = MOST_BYTES if member.size < 0 else member.size
        packed = max(member.archive.stat().st_size, 1)
        while left >= 0 and (block := stream.read(1 << 20)):
            written = copy.write(block)
            left -= written
            budget.left -= written
            if budget.left < 0 or (copy.tell() > BOMB_BYTES and copy.tell() > BOMB_RATIO * packed):
                raise _blown_up(where)


def open_archive(file: Path, where: str = "") -> zipfile.ZipFile:
    """Open a ZIP file that has a sane number of members.

    Raises:
        UserError: not an archive, or too many members.
    """
    with _faults(where or file.name):
        archive = zipfile.ZipFile(file)
    if len(archive.infolist()) > MOST_MEMBERS:
        archive.close()
        raise _too_many(where or file.name)
    return archive


def check_bounds(info: zipfile.ZipInfo, where: str) -> None:
    """Refuse a member that is encrypted or blows up out of proportion.

    Raises:
        UserError: as said.
    """
    if info.flag_bits & ENCRYPTED_FLAG:
        raise UserError("文件加了密码", where=where, remedy="请去掉密码后再试")
    grows = info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(info.compress_size, 1)
    if info.file_size > MOST_BYTES or grows:
        raise _blown_up(where)


@contextmanager
def _faults(where: str) -> Iterator[None]:
    """What the libraries say of a damaged archive, in the user's words."""
    try:
        yield
    except (*BROKEN, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # a place before the file's start
            raise
        raise UserError("压缩包已损坏或不完整", where=where, remedy="请重新下载或重新压缩") from None


@contextmanager
def _opened(member: Member, where: str) -> Iterator[IO[bytes]]:
    if member.kind == "gzip":
        with member.archive.open("rb") as packed:
            unpacks = _SINGLE[packed.read(2)]
            packed.seek(0)
            with unpacks(packed, "rb") as stream:
                yield cast(IO[bytes], stream)
    elif member.kind == "tar":
        with tarfile.open(member.archive, "r:") as tar:
            inner = tar.extractfile(tar.getmembers()[member.place])
            if inner is None:
                raise EOFError
            yield inner
    else:
        with open_archive(member.archive, where) as archive:
            info = archive.infolist()[member.place]
            check_bounds(info, where)
            with archive.open(info) as stream:
                yield stream


def _single_name(name: str) -> str:
    """What the one file in a gzip file is called."""
    stem, _, ending = name.rpartition(".")
    if ending.lower() == "tgz":
        return f"{stem}.tar"
    return _slashed(stem if ending.lower() in ("gz", "bz2", "xz") else name)


def _counted(tar: tarfile.TarFile, where: str) -> Iterator[tarfile.TarInfo]:
    for count, info in enumerate(tar):
        if count >= MOST_MEMBERS:
            raise _too_many(where)
        yield info


def _too_many(where: str) -> UserError:
    return UserError("压缩包里的文件太多", where=where, remedy="请只压缩需要的数据文件")


def _blown_up(where: str) -> UserError:
    return UserError("压缩包展开后大得异常,没有打开", where=where, remedy="请确认来源可靠,解压后再导入")


def _is_plain_file(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows say GBK without saying so."""
    if info.flag_bits & UTF8_FLAG:
        return _slashed(info.filename)
    raw = info.filename.encode("cp437", errors="replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return _slashed(raw.decode(codec))
        except UnicodeDecodeError:
            continue
    return _slashed(info.filename)


def _slashed(name: str) -> str:
    """A name to show and to choose by: no way up, no control characters."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in ("", ".", "..")]
    return "".join(letter if letter.isprintable() else "_" for letter in "/".join(steps))
