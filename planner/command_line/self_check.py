"""The whole job on the sample region, to see that an installed program is whole."""

import tempfile
from pathlib import Path

from layers.region import Region
from layers.resources import sample_region
from planner.briefing.assembling import brief_region
from planner.command_line.output import Progress, say
from planner.plans.reading import load_plan


def self_check() -> int:
    """Open the sample, read a foreign file, compute, and write a briefing; the files stay for looking at.

    Returns:
        0 where everything worked.
    """
    out = Path(tempfile.mkdtemp(prefix="一刻 自检 "))
    with Progress() as feedback, Region.open(sample_region("hunnan")) as region:
        files, reconciliation = brief_region(
            region, load_plan("dandong"), out, formats=("html", "xlsx"), year=None, feedback=feedback
        )
    for line in (*map(str, files), *reconciliation):
        print(line)
    say("自检完成")
    return 0
