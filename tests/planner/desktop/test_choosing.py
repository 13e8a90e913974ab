from PySide6.QtCore import QMimeData, QUrl

from planner.desktop.choosing import dropped_files, main_files


def test_files_that_only_belong_to_a_shape_file_are_left_out(tmp_path):
    names = ("乡镇.shp", "乡镇.dbf", "乡镇.SHX", "乡镇.prj", "乡镇.shp.xml", "乡镇社区.dbf", "表.xlsx")
    kept = main_files([tmp_path / name for name in names])
    assert [path.name for path in kept] == ["乡镇.shp", "乡镇社区.dbf", "表.xlsx"]


def test_a_shape_file_of_another_folder_has_its_own_companions(tmp_path):
    kept = main_files([tmp_path / "甲" / "区.shp", tmp_path / "乙" / "区.dbf"])
    assert len(kept) == 2


def test_only_files_of_this_machine_are_dropped(tmp_path):
    data = QMimeData()
    data.setUrls([QUrl("http://example.com/a.csv"), QUrl.fromLocalFile(str(tmp_path))])
    assert dropped_files(data) == [tmp_path]
