import json

from planner.briefing.texts import share_texts


def test_lines_are_read_back_as_they_were_and_take_less_room() -> None:
    lines = [[("类型", "养老机构"), ("床位", str(number))] for number in range(50)] + [[("上级", "养老机构")], []]
    items = [{"l": list(each)} for each in lines]
    texts, heads = share_texts(items)
    back = [
        [
            (label, texts[text] if isinstance(text, int) else text)
            for label, text in zip(heads[item["h"]], item["l"], strict=True)
        ]
        for item in items
    ]
    assert back == lines
    assert len(heads) == 3
    assert texts == ["养老机构"]
    assert len(json.dumps([texts, heads, items], ensure_ascii=False)) < len(json.dumps(lines, ensure_ascii=False))


def test_a_text_that_looks_like_a_number_stays_a_text() -> None:
    items = [{"l": [("床位", "0")]}, {"l": [("床位", "1")]}]
    share_texts(items)
    assert [item["l"] for item in items] == [["0"], ["1"]]
