"""The words of the command line; see DESIGN section 5."""

import argparse
import re
from typing import NoReturn, TypeAlias

from layers.errors import UserError
from layers.importing.options import DATUMS
from layers.schema import GROUPS, LEVELS, ROLES
from planner.command_line.argument_types import iso_date, year

ACCEPTABLE = ("unit_numbers_differ", "truncated")
"""The codes of blocking findings that reading a file may come upon."""

DRILLED = ("prefecture", "county", "township")
"""The levels that a plan is held against unit by unit."""

_WORDS = (
    (r"the following arguments are required: (.*)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数 \1"),
    (r"argument (\S+): expected .*argument.*", r"参数 \1 后面要跟一个值"),
    (r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"参数 \1 不能是 \2,可选 \3"),
    (r"argument (\S+): invalid \w+ value: '(.*)'", r"参数 \1 的值“\2”不是数字"),
    (r"argument (\S+): not allowed with argument (\S+)", r"参数 \1 和 \2 不能同时用"),
    (r"one of the arguments (.*) is required", r"参数 \1 要给一个"),
    (r"ambiguous option: (\S+) could match (.*)", r"参数 \1 写得不全,可能是 \2"),
    (r"argument (\S+): ignored explicit argument (.*)", r"参数 \1 后面不要跟值 \2"),
    (r"argument (\S+): (.*)", r"参数 \1:\2"),  # of planner.command_line.argument_types
)


class _Parser(argparse.ArgumentParser):
    """argparse whose complaints are UserErrors in Chinese."""

    def error(self, message: str) -> NoReturn:
        for pattern, words in _WORDS:
            message = re.sub(pattern, words, message)
        raise UserError(message, remedy=f"用法见 {self.prog} --help")


def build() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = _Parser(prog="app.py", description="一刻 Yike:民政设施覆盖规划。不带参数打开窗口。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    _plans(commands)
    _region(commands)
    _importing(commands)
    _measuring(commands)
    for command in commands.choices.values():
        command.add_argument("--json", action="store_true", help="只在标准输出打印一个 JSON 对象")
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _plans(commands: Commands) -> None:
    plans = commands.add_parser("plans", help="列出规划说了什么;写出和读入规划文件")
    plans.add_argument("--plan", default="", metavar="规划", help="只列一个规划:代号或 .toml 文件")
    plans.add_argument("--text", default="", metavar="文本.txt", help="规划的原文,列出每一条所在的句子")
    job = plans.add_mutually_exclusive_group()
    job.add_argument("--template", default="", metavar="文件.xlsx", help="写出录入模板;加 --plan 则填好这个规划")
    job.add_argument("--from-template", default="", metavar="文件.xlsx", help="由填好的模板生成规划文件,写到 --out")
    job.add_argument("--keep", default="", metavar="文件.toml", help="收进自己的规划,以后用代号调用")
    job.add_argument("--forget", default="", metavar="代号", help="从自己的规划里移除")
    job.add_argument("--norms", action="store_true", help="列出全部规范:标准、法规里的数,和自己改过的")
    plans.add_argument("--out", default="", metavar="文件.toml", help="规划文件写到哪里")
    plans.add_argument("--replace", action="store_true", help="可以替换已有的文件或自己的规划")


def _region(commands: Commands) -> None:
    sample = commands.add_parser("sample", help="复制一个示例区域")
    sample.add_argument("name", metavar="名称")
    sample.add_argument("out", metavar="文件.gpkg")
    new = commands.add_parser("new", help="建立空区域")
    new.add_argument("file", metavar="文件.gpkg")
    new.add_argument("--name", required=True, help="区域名称")
    new.add_argument("--code", required=True, help="区划代码,6 位或 12 位")
    check = commands.add_parser("check", help="列出数据中的全部问题")
    check.add_argument("file", metavar="文件.gpkg")
    enter = commands.add_parser("enter", help="手工填写一个指标的数值")
    enter.add_argument("file", metavar="文件.gpkg")
    enter.add_argument("--plan", required=True, metavar="规划")
    enter.add_argument("--indicator", required=True, metavar="指标", help="指标代号,见 plans 命令")
    enter.add_argument("--value", required=True, type=float, help="数值,单位与规划相同")
    enter.add_argument("--year", required=True, type=year, metavar="年", help="数值所属年份")
    enter.add_argument("--by", required=True, help="填写人")
    enter.add_argument("--basis", required=True, help="依据:文件、报表或部门")


def _importing(commands: Commands) -> None:
    add = commands.add_parser("import", help="把一个文件读入区域")
    add.add_argument("file", metavar="文件.gpkg")
    add.add_argument("source", metavar="来源文件")
    add.add_argument("--as", dest="role", required=True, choices=list(ROLES), help="作为哪种数据")
    add.add_argument("--level", default="", choices=list(LEVELS), help="行政单元的级别")
    add.add_argument("--kind", default="", help="设施类型")
    add.add_argument("--datum", default="wgs84", choices=list(DATUMS), help="坐标:高德、腾讯为 gcj02,百度为 bd09")
    add.add_argument("--encoding", default="", help="文字编码,如 GB18030")
    add.add_argument("--sheet", default="", help="工作表名")
    add.add_argument("--layer", default="", help="图层名")
    add.add_argument("--column", action="append", default=[], metavar="字段=表头", help="哪一列是哪个字段,可多次")
    add.add_argument("--accept", action="append", default=[], choices=ACCEPTABLE, help="接受某个阻断性问题,可多次")
    add.add_argument("--date", default=None, type=iso_date, metavar="日期", help="数据时点,如 2025-12-31")


def _measuring(commands: Commands) -> None:
    evaluate = commands.add_parser("evaluate", help="对照规划逐项评价")
    evaluate.add_argument("file", metavar="文件.gpkg")
    evaluate.add_argument("--plan", required=True, metavar="规划")
    evaluate.add_argument("--scenario", default="", metavar="方案", help="projects 即规划列名的项目全部建成;不写即现状")
    evaluate.add_argument("--year", type=year, default=None, metavar="年")
    evaluate.add_argument("--by", default="", choices=DRILLED, help="再按哪一级的单元逐个评价")
    evaluate.add_argument(
        "--indicator", action="append", default=[], metavar="指标", help="按单元时只看这个指标,可多次;只写一个则排名次"
    )
    evaluate.add_argument(
        "--since", default="", metavar="旧文件.gpkg", help="与同一区域早先的文件对比;写年份则比填报数"
    )
    evaluate.add_argument("--text", default="", metavar="文本.txt", help="规划的原文,列出每一条所在的句子")
    evaluate.add_argument("--norms", action="store_true", help="一并对照适用的规范,只作参考")
    reach = commands.add_parser("reach", help="多少人在规定时间或距离内能到最近的设施")
    reach.add_argument("file", metavar="文件.gpkg")
    reach.add_argument("--kind", required=True, help="设施类型")
    limit = reach.add_mutually_exclusive_group()
    limit.add_argument("--minutes", type=float, default=None, help="时间限度,分钟,默认 15")
    limit.add_argument("--metres", type=float, default=None, help="距离限度,米")
    reach.add_argument("--mode", default="elderly", help="出行方式:elderly、walk、cycle、drive、straight")
    reach.add_argument("--group", default="population", help=f"人群:{'、'.join(GROUPS)}")
    reach.add_argument("--circles", default="", metavar="文件.geojson", help="把服务圈写成 GeoJSON 文件")
    brief = commands.add_parser("brief", help="生成简报")
    brief.add_argument("file", metavar="文件.gpkg")
    brief.add_argument("--plan", required=True, metavar="规划")
    brief.add_argument("--out", required=True, metavar="文件夹")
    brief.add_argument("--formats", default="html,xlsx", help="用逗号分开:html、xlsx")
    brief.add_argument("--year", type=year, default=None, metavar="年")
