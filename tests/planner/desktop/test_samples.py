from planner.desktop.samples import own_copy, sample_names, sample_title


def test_the_user_works_on_a_copy_that_stays(tmp_path):
    copy = own_copy("hunnan", tmp_path)
    assert copy.parent == tmp_path
    with copy.open("ab") as file:
        file.write(b"edited")
    size = copy.stat().st_size
    assert own_copy("hunnan", tmp_path) == copy
    assert copy.stat().st_size == size


def test_samples_have_chinese_titles():
    assert sample_names()[0] == "hunnan"
    assert not any(sample_title(name).isascii() for name in sample_names())
