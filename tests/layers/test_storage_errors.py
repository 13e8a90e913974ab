import errno
import os
import re
import sqlite3
from pathlib import Path

import pytest

from layers.beside import refuse_existing, written_beside
from layers.errors import UserError
from layers.storage_errors import storage_error

NUMBERS = sorted({getattr(errno, name) for name in dir(errno) if name.startswith("E")})


@pytest.mark.parametrize("number", NUMBERS)
def test_no_fault_of_the_disk_is_told_in_english(number: int) -> None:
    told = str(storage_error(OSError(number, os.strerror(number)), Path("区域")))
    assert not re.search("[A-Za-z]", told.replace("QGIS", "")), told
    assert "。" in told


def test_a_full_disk_is_called_one() -> None:
    for error in (
        OSError(errno.ENOSPC, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
    ):
        assert storage_error(error, Path("x")).what == "磁盘空间不足,没有写入"


def test_what_is_no_fault_of_the_storage_stays_one_of_the_program() -> None:
    with pytest.raises(sqlite3.IntegrityError):
        storage_error(sqlite3.IntegrityError("UNIQUE constraint failed"), Path("x"))


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def fail(fault: Exception) -> None:
        with written_beside(tmp_path / "x") as beside:
            beside.write_text("half", "utf-8")
            raise fault

    with pytest.raises(UserError, match="磁盘空间不足"):
        fail(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(ZeroDivisionError):
        fail(ZeroDivisionError())
    assert list(tmp_path.iterdir()) == []
    with written_beside(tmp_path / "x") as beside:
        beside.write_text("whole", "utf-8")
        assert not (tmp_path / "x").exists()
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [("x", "whole")]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹不存在"), written_beside(tmp_path / "无" / "x"):
        pass
    with pytest.raises(UserError, match="文件名太长"):
        refuse_existing(tmp_path / ("x" * 300))
    with pytest.raises(UserError, match="已经存在"):
        refuse_existing(tmp_path)
