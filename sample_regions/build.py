"""Builds the invented sample regions: `python -m sample_regions.build NAME|all [FOLDER]`.

Everything comes from fixed seeds and from the plans' printed figures; the same rows come out on every machine
and day.
"""

import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from layers.region import Region
from layers.resources import resource, sample_region
from layers.tables import ManualValue
from planner.plans.exact import POINTS
from sample_regions import dandong, hunnan, liaoning, pingliang, suqian
from sample_regions.figures import Figures
from sample_regions.sample import Sample

SAMPLES = {
    sample.name: sample for sample in (hunnan.SAMPLE, dandong.SAMPLE, suqian.SAMPLE, pingliang.SAMPLE, liaoning.SAMPLE)
}
NOTE = "虚构的示例数据:位置大致在{title}，{real}乡镇街道、社区、村、人口、道路和设施全部是编造的,不可用于任何实际工作"
REAL = "市县名称和代码是真实的，界线是编造的；"
LICENCE = "本程序虚构,仅供试用"
FILE_NAME = "示例数据(虚构)"
DATA_DATE = "2024-12-31"
BUILT_AT = "2025-01-01T00:00:00Z"
"""The one moment at which a sample says it was made, so that the file does not change with the clock."""
ENTERED_BY = "示例"


def build(name: str, path: Path) -> None:
    """Build a sample beside its place and put it there; an older one is replaced."""
    sample = SAMPLES[name]
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".sample") as folder:
        fresh = Path(folder, path.name)
        with Region.create(fresh, name=f"{sample.title}(示例)", code=sample.code) as region:
            _fill(region, sample, Figures.of(sample.plan))
        _stop_the_clock(fresh)
        fresh.replace(path)


def _fill(region: Region, sample: Sample, figures: Figures) -> None:
    land = sample.draw(figures)
    sites = sample.furnish(land, figures)
    with region.writing("建立示例区域", undoable=False) as writer:
        writer.set_meta("invented", "1")
        writer.set_meta("note", NOTE.format(title=sample.title, real=REAL))

        def source(role: str, rows: int, detail: str = "") -> int:
            return writer.add_source(role, FILE_NAME, detail=detail, data_date=DATA_DATE, licence=LICENCE, rows=rows)

        writer.put_units(land.units, source("units", len(land.units)))
        if land.roads is not None:
            writer.replace_roads(land.roads, source("roads", len(land.roads)))
        writer.replace_demand(land.demand, source("demand", len(land.demand)))
        writer.put_facilities(sites, source("facilities", len(sites), ";".join(_kind_codes(sample))))
        for value in (*_printed(figures), *_entered(sample, figures)):
            writer.set_manual_value(value)


def _printed(figures: Figures) -> Iterator[ManualValue]:
    """What the plan itself prints of its base year for rows that only a hand can fill."""
    plan = figures.plan
    for indicator in plan.indicators:
        base = plan.base_of(indicator)
        if indicator.data == "manual" and base and not indicator.principal and indicator.unit != POINTS:
            line = next((b.line for b in plan.baselines if b.indicator == indicator.id), indicator.line)
            yield _entry(plan.id, indicator.id, base[1], base[0], f"《{plan.name}》第{line}行所印基期数")


def _entered(sample: Sample, figures: Figures) -> Iterator[ManualValue]:
    """What the region's table says besides."""
    for one in sample.by_hand:
        if one.ratio_of is None:
            yield _entry(one.plan, one.indicator, 2024, one.value, FILE_NAME, one.numerator, one.denominator)
            continue
        first, second, times = figures.baseline(one.ratio_of[0]), figures.baseline(one.ratio_of[1]), one.ratio_of[2]
        basis = f"由《{figures.plan.name}》第{first.line}行所印的 {first.printed} 和 {second.printed} 算出"
        whole, part = times * first.value, second.value
        yield _entry(one.plan, one.indicator, first.year, round(whole / part, 4), basis, whole, part)


def _entry(
    plan: str,
    indicator: str,
    year: int,
    value: float,
    basis: str,
    numerator: float | None = None,
    denominator: float | None = None,
) -> ManualValue:
    return ManualValue(plan, indicator, year, value, ENTERED_BY, BUILT_AT[:10], basis, numerator, denominator)


def _kind_codes(sample: Sample) -> list[str]:
    """The kinds whose facilities are all in the list; one of them may have none."""
    with resource("kinds.toml").open("rb") as file:
        return [kind for kind in tomllib.load(file)["kind"] if kind not in sample.unlisted]


def _stop_the_clock(path: Path) -> None:
    """Every time stamp becomes the same moment, and the pages are packed."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in (
            "UPDATE gpkg_contents SET last_change = ?",
            "UPDATE sources SET imported_at = ?",
            "UPDATE edits SET at = ?",
            "UPDATE meta SET value = ? WHERE key = 'created_at'",
        ):
            connection.execute(statement, (BUILT_AT,))
        connection.execute("PRAGMA page_size = 2048")  # small files: small pages waste less
        connection.execute("VACUUM")
    finally:
        connection.close()


def main(arguments: list[str]) -> None:
    """Build one sample, or all of them, into the repository or another folder."""
    wanted = list(SAMPLES) if arguments[:1] in ([], ["all"]) else arguments[:1]
    for name in wanted:
        build(name, Path(arguments[1], f"{name}.gpkg") if len(arguments) > 1 else sample_region(name))


if __name__ == "__main__":
    main(sys.argv[1:])
