"""Files that are there whole or not at all: written beside their place, put in it at the end."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import UserError
from layers.storage_errors import storage_error


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Gives the path to write to; the file takes its place when the block ends well, else nothing remains.

    Raises:
        UserError: the folder is missing, or the file cannot be written.
    """
    try:
        if not path.parent.is_dir():
            raise UserError("文件夹不存在", where=str(path.parent), remedy="请先建好文件夹")
        # a name of its own: that of the file may be as long as names can be
        beside = path.with_name(f".yike-{uuid.uuid4().hex[:12]}.new")
        try:
            yield beside
            with beside.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(error, path) from error


def refuse_existing(path: Path) -> None:
    """Nothing is overwritten unasked.

    Raises:
        UserError: there is such a file, or there can be none of that name.
    """
    try:
        there = path.exists()
    except OSError as error:
        raise storage_error(error, path) from error
    if there:
        raise UserError("文件已经存在", where=path.name, remedy="请换一个文件名,或先移走原文件")
