"""The worked examples of the empty template. They are marked, and no part of the plan that is made from it."""

from planner.plans.template_columns import BASELINES, CHOICES, INDICATORS, PROJECTS
from planner.plans.template_rows import Values

EXAMPLES: dict[str, list[Values]] = {
    INDICATORS: [
        {
            "row": 1,
            "name": "乡镇(街道)社会工作站覆盖率",
            "id": "social_work_stations",
            "kinds": ("social_work_station",),
            "measure": "units_served",
            "data": "map",
            "unit_level": "township",
            "comparator": ">=",
            "value": 100,
            "unit": "%",
            "printed": "100",
            "nature": "预期性",
            "base_value": 40,
            "base_year": 2020,
            "section": "专栏1",
            "line": 120,
            "figure_line": 122,
            "note": "分母为全部乡、镇和街道。",
        },
        {
            "name": "新建农村社区服务中心的建筑面积达标率",
            "id": "rural_facility_size",
            "kinds": ("community_service_facility",),
            "measure": "share_of",
            "data": "attributes",
            "of": "facilities/community_service_facility",
            "each": (("floor_area_m2", 350.0),),
            "comparator": ">=",
            "value": 100,
            "unit": "%",
            "printed": "不少于350平方米",
            "section": "第三章第二节",
            "line": 97,
        },
    ],
    BASELINES: [
        {
            "name": "已建成的养老机构",
            "id": "elderly_institutions_2020",
            "value": 21,
            "unit": "家",
            "year": 2020,
            "printed": "21家",
            "section": "第一章",
            "line": 27,
            "kinds": ("elderly_care_institution",),
        }
    ],
    PROJECTS: [
        {
            "name": "县养老服务中心项目",
            "id": "county_elderly_centre",
            "action": "新建",
            "kinds": ("elderly_care_institution",),
            "unit": "某某县",
            "floor_area_m2": 21200,
            "beds": 498,
            "investment": 8600,
            "section": "专栏5",
            "line": 459,
            "printed": ("21200平方米", "498张"),
        }
    ],
    CHOICES: [{"indicator": "social_work_stations", "label": "只计街道", "unit_classes": ("街道",)}],
}
