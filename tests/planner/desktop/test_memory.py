from PySide6.QtCore import QByteArray

from planner.desktop.memory import RECENT, Memory


def regions(folder, count):
    paths = [folder / f"{number}.gpkg" for number in range(count)]
    for path in paths:
        path.touch()
    return paths


def test_newest_stands_first_and_only_once(tmp_path):
    memory = Memory(tmp_path / "memory")
    first, second = regions(tmp_path, 2)
    for path in (first, second, first):
        memory.opened(path)
    assert Memory(tmp_path / "memory").recent() == (first, second)


def test_the_oldest_are_forgotten(tmp_path):
    memory = Memory(tmp_path / "memory")
    paths = regions(tmp_path, RECENT + 2)
    for path in paths:
        memory.opened(path)
    assert memory.recent() == tuple(reversed(paths[2:]))


def test_a_file_that_is_gone_is_left_out(tmp_path):
    memory = Memory(tmp_path / "memory")
    first, second = regions(tmp_path, 2)
    memory.opened(first)
    memory.opened(second)
    second.unlink()
    assert memory.recent() == (first,)


def test_broken_memory_is_as_good_as_none(tmp_path):
    for text in ("{", '{"a": 1}', "[1, null]", "\ud800".encode("utf-8", "surrogatepass")):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "recent.json").write_bytes(content)
        assert Memory(tmp_path).recent() == ()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "file").touch()
    memory = Memory(tmp_path / "file" / "below")
    memory.opened(regions(tmp_path, 1)[0])
    assert memory.recent() == ()


def test_geometry_comes_back(tmp_path):
    memory = Memory(tmp_path)
    memory.keep_geometry("window", QByteArray(b"abc"))
    assert memory.geometry("window") == QByteArray(b"abc")
    assert memory.geometry("never").isEmpty()


def test_texts_of_plans_are_remembered_while_they_exist(tmp_path):
    first, second = tmp_path / "一.txt", tmp_path / "二.txt"
    for path in (first, second):
        path.touch()
    memory = Memory(tmp_path / "memory")
    memory.keep_plan_text("dandong", first)
    memory.keep_plan_text("hunnan", second)
    assert Memory(tmp_path / "memory").plan_texts() == {"dandong": first, "hunnan": second}
    first.unlink()
    assert memory.plan_texts() == {"hunnan": second}


def test_broken_memory_of_texts_is_as_good_as_none(tmp_path):
    for text in ("{", "[1]", '{"a": 1}'):
        (tmp_path / "plan_texts.json").write_text(text, encoding="utf-8")
        assert Memory(tmp_path).plan_texts() == {}
