"""The words of the command line; see DESIGN section 5."""

import argparse
import re
from typing import NoReturn, TypeAlias

from layers.errors import UserError
from layers.importing.options import CROSSINGS, DATUMS, DUPLICATES, GONE, SPREADS
from layers.schema import FILLABLE, GROUPS, LEVELS, ROLES
from planner.command_line.argument_types import DOWNLOADS, degrees, downloads, iso_date, year

ACCEPTABLE = (
    *("unit_numbers_differ", "truncated", "position_unknown", "position_unsure", "outside_region", "few_kinds"),
    "demand_shrinks",
)
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
    _files(commands)
    _downloading(commands)
    _editing(commands)
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
    add = commands.add_parser("import", help="把一个文件读入区域;是什么、哪一列、什么坐标都会自己辨认,并说明理由")
    add.add_argument("file", metavar="文件.gpkg")
    add.add_argument("source", metavar="来源文件")
    add.add_argument("--dry-run", action="store_true", help="只看会怎样,不写入")
    add.add_argument("--as", dest="role", default="", choices=list(ROLES), help="作为哪种数据")
    add.add_argument("--level", default="", choices=list(LEVELS), help="行政单元的级别")
    add.add_argument("--kind", default="", help="设施类型;表里写明了类型的行以表为准")
    add.add_argument("--datum", default="", choices=list(DATUMS), help="坐标:高德、腾讯为 gcj02,百度为 bd09")
    add.add_argument("--crs", default="", metavar="坐标系", help="文件没有写明或写错坐标系时指明")
    add.add_argument("--position", type=int, default=0, metavar="序号", help="坐标没有把握时,选列出的第几个位置")
    add.add_argument("--encoding", default="", help="文字编码,如 GB18030")
    add.add_argument("--sheet", default="", help="工作表名")
    add.add_argument("--layer", default="", help="图层名,或压缩包里的文件")
    add.add_argument("--header", default="", metavar="行", help="表头在第几行:3,两行的写 3-4")
    add.add_argument("--column", action="append", default=[], metavar="字段=表头", help="哪一列是哪个字段,可多次")
    add.add_argument("--unit", action="append", default=[], metavar="写法=代码", help="表里的名称是哪个单元,可多次")
    add.add_argument("--word", action="append", default=[], metavar="写法=类型", help="表里的词是哪种设施,可多次")
    add.add_argument("--same", action="append", default=[], metavar="名称=原名称", help="是区域里的哪一处;空着即新的")
    add.add_argument("--spread", default="", choices=SPREADS, help="单元总人口按什么分摊成人口点")
    add.add_argument("--duplicates", default="", choices=DUPLICATES, help="疑似重复的设施:keep 都留,merge 合并")
    add.add_argument("--gone", default="", choices=GONE, help="文件里不再有的设施:keep 留,close 记为停用,remove 删除")
    add.add_argument("--keep-personal", action="append", default=[], metavar="表头", help="坚持导入的个人信息列,可多次")
    add.add_argument("--snap-metres", type=float, default=None, metavar="米", help="道路断头多近算接上")
    add.add_argument("--crossings", default="", choices=CROSSINGS, help="道路相交处没有节点时:join 连通,keep 不连")
    add.add_argument("--density", default="", choices=("yes", "no"), help="人口格网里是每平方公里人数(yes)还是人数(no)")
    add.add_argument("--accept", action="append", default=[], choices=ACCEPTABLE, help="接受某个阻断性问题,可多次")
    add.add_argument("--date", default=None, type=iso_date, metavar="日期", help="数据时点,如 2025-12-31")
    add.add_argument("--licence", default="", metavar="许可", help="数据的许可或来源声明,随数据一起记下")


def _files(commands: Commands) -> None:
    inside = commands.add_parser("contents", help="列出一个文件里有哪些工作表、图层或压缩包成员")
    inside.add_argument("source", metavar="来源文件")
    inside.add_argument("--encoding", default="", help="文字编码,如 GB18030")
    template = commands.add_parser("template", help="写出供填报的 Excel 模板")
    template.add_argument("out", metavar="模板.xlsx")
    template.add_argument("--as", dest="role", required=True, choices=FILLABLE, help="哪种数据")
    template.add_argument("--file", default="", metavar="文件.gpkg", help="用这个区域的行政单元做下拉选项")


def _downloading(commands: Commands) -> None:
    fetch = commands.add_parser("download", help="按区域范围下载 OpenStreetMap 数据;只有这条命令会联网")
    fetch.add_argument("file", metavar="文件.gpkg")
    fetch.add_argument("--out", default=".", metavar="文件夹", help="下载的文件放在哪里,默认当前文件夹")
    fetch.add_argument("--what", type=downloads, default=DOWNLOADS, help=f"用逗号分开:{'、'.join(DOWNLOADS)}")
    fetch.add_argument("--estimate", action="store_true", help="只估计大小,不联网")
    fetch.add_argument("--server", default="", metavar="网址", help="Overpass 服务器,不写则用公共服务器")
    fetch.add_argument("--proxy", default="", metavar="代理", help="单位的代理:地址:端口 或 用户名:密码@地址:端口")
    fetch.add_argument("--fresh", action="store_true", help="不用以前下载过的,重新下载")


def _editing(commands: Commands) -> None:
    for name, text in (("undo", "撤销最近一次改动"), ("redo", "重做刚撤销的"), ("log", "列出做过的改动")):
        commands.add_parser(name, help=text).add_argument("file", metavar="文件.gpkg")
    mend = commands.add_parser("mend", help="修复检查出的问题,可撤销")
    mend.add_argument("file", metavar="文件.gpkg")
    mend.add_argument("mend", nargs="*", metavar="修复代号")
    mend.add_argument("--safe", action="store_true", help="修复全部可以放心修的")
    spread = commands.add_parser("spread", help="没有人口点时,把各单元的总人口沿道路或均匀分摊成点")
    spread.add_argument("file", metavar="文件.gpkg")
    spread.add_argument("method", choices=("roads", "even"), metavar="roads|even", help="roads 沿道路,even 均匀")
    place = commands.add_parser("place", help="给没有坐标的设施定位")
    place.add_argument("file", metavar="文件.gpkg")
    place.add_argument("id", metavar="设施编号或名称")
    place.add_argument("--lon", type=degrees, default=None, help="经度")
    place.add_argument("--lat", type=degrees, default=None, help="纬度")
    place.add_argument("--unit", default="", metavar="区划代码", help="只知道在哪个单元时写")


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
