"""Norm files written for a test."""

HEAD = """format = 1
id = "own"
name = "本单位的规范"
"""

BEDS = """
[[norm]]
id = "our_beds"
name = "我县每千名老人床位"
kinds = ["elderly_care_institution"]
value = 45
unit = "张"
comparator = ">="
measure = "per_unit"
of = "beds/1000 aged_60"
data = "attributes"
document = "我县导则"
status = "地方"
source = "县政府网站"
"""

SIZE = """
[[norm]]
id = "our_size"
name = "每站面积"
kinds = ["community_elderly_station"]
value = 300
unit = "m²"
comparator = ">="
measure = "share_of"
of = "facilities/community_elderly_station"
each = { floor_area_m2 = 300 }
data = "attributes"
target = 100
document = "我县导则"
status = "地方"
source = "县政府网站"
"""

CIRCLE = """
[[norm]]
id = "our_circle"
name = "服务半径"
kinds = ["community_elderly_station"]
value = 500
unit = "m"
comparator = "<="
measure = "share_reached"
of = "aged_60"
within = { metres = 500, mode = "straight" }
data = "map"
document = "我县导则"
status = "地方"
source = "县政府网站"
"""

ROADS = """
[[norm]]
id = "our_roads"
name = "公墓距国道"
kinds = ["public_cemetery"]
value = 500
unit = "m"
comparator = ">="
document = "我县办法"
region_code = "210624000000"
region = "我县"
status = "地方"
unverified = true
source = "同事转述"
"""
