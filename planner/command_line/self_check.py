"""The whole job on the sample region, to see that an installed program is whole."""

import shutil
import tempfile
from pathlib import Path

from layers.importing import ImportOptions, import_file
from layers.region import Region
from layers.resources import sample_region
from planner.briefing.assembling import brief_region
from planner.command_line.output import Progress, put, say
from planner.plans.kinds import load_kinds
from planner.plans.reading import load_plan

STATION = "名称,经度,纬度\n自检站,123.45,41.75\n"


def self_check() -> int:
    """Copy the sample, read a foreign file into it, compute, and write a briefing; the files stay for looking at.

    Returns:
        0 where everything worked.

    Raises:
        UserError: a step failed in a way that says why.
    """
    out = Path(tempfile.mkdtemp(prefix="一刻 自检 "))
    file, table = out / "示例.gpkg", out / "设施.csv"
    shutil.copyfile(sample_region("hunnan"), file)
    table.write_text(STATION, encoding="gb18030")
    known = {kind.code: kind.label for kind in load_kinds().values()}
    options = ImportOptions(role="facilities", kind="community_elderly_station", known_kinds=known)
    with Progress() as feedback, Region.open(file) as region:
        import_file(region, table, options, feedback)
        files, reconciliation = brief_region(
            region, load_plan("hunnan"), out, formats=("html", "xlsx"), feedback=feedback
        )
    for line in (*map(str, files), *reconciliation):
        put(line)
    say("自检完成")
    return 0
