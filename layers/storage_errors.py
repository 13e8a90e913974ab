"""What a failing disk or database means to the user, in Chinese and in one place."""

import errno
import sqlite3
from pathlib import Path

from layers.errors import UserError

_USE_BACKUP = "请使用备份文件"
_IN_USE = UserError("文件正被另一个程序使用", remedy="请关闭 QGIS 等程序后再试")
_NO_ROOM = UserError("磁盘空间不足,没有写入", remedy="请清理磁盘后再试")
_FORBIDDEN = UserError("没有权限读写这个文件", remedy="请换一个文件夹,或取消只读属性,并关闭正打开着它的程序")
_NO_FOLDER = UserError("文件夹不存在", remedy="请先建好文件夹")
_BY_NUMBER = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: UserError("文件太大,这个磁盘存不下", remedy="请换一个磁盘"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _FORBIDDEN,
    errno.EBUSY: _IN_USE,
    errno.ETXTBSY: _IN_USE,
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: UserError("这是一个文件夹,不是文件", remedy="请换一个文件名"),
    errno.EEXIST: UserError("已经有同名的文件", remedy="请换一个名称"),
    errno.ENAMETOOLONG: UserError("文件名太长", remedy="请换一个短一些的文件名"),
    errno.EIO: UserError("磁盘读写出错,磁盘可能已损坏", remedy="请换一个磁盘,并检查这个磁盘"),
}
_BY_WORDS = (
    (("locked", "busy"), _IN_USE),
    (("disk is full", "no space"), _NO_ROOM),
    (("readonly", "permission", "read-only", "unable to open"), _FORBIDDEN),
    (("interrupted",), UserError("区域文件读取超时,可能已损坏", remedy=_USE_BACKUP)),
    (("malformed", "not a database"), UserError("区域文件已损坏", remedy=_USE_BACKUP)),
)


def storage_error(error: OSError | sqlite3.Error, path: Path) -> UserError:
    """What to tell the user about a fault of the disk or of SQLite; raise it from the fault.

    Raises:
        sqlite3.Error: the fault is none of the storage but one of the program: raised again as it is.
    """
    if isinstance(error, OSError):
        return _at(_BY_NUMBER.get(error.errno or 0) or _nameless(error), path)
    text = str(error).lower()
    for words, told in _BY_WORDS:
        if any(word in text for word in words):
            return _at(told, path)
    if isinstance(error, sqlite3.OperationalError) or "prohibited" in text or "not authorized" in text:
        return UserError("区域文件的结构不对", where=path.name, remedy=_USE_BACKUP)
    raise error


def _nameless(error: OSError) -> UserError:
    return UserError(f"读写失败(系统错误 {error.errno or '不明'})", remedy="请检查磁盘和文件夹权限")


def _at(told: UserError, path: Path) -> UserError:
    return UserError(told.what, where=path.name or str(path), remedy=told.remedy)
