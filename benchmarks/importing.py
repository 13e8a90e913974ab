"""Whole imports beside geopandas' bare `read_file`, both in one run: `python benchmarks/importing.py [job ...]`.

Every job is a process of its own, from its start to its end. Ours understands, matches, checks and writes a region
file; the peer only reads (rasterio for the grid). Time is that of the clock, memory the largest sum over the process
and its children. Data are made here, the same each time; the four levels of Songbei need the real files.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SONGBEI = ROOT.parent / "shared" / "data" / "boundaries" / "harbin_songbei"
RUNS = 3
LOOK_SECONDS = 0.1  # looking goes through all processes of the machine: more often, it takes the time it measures
SIDE = 100  # communities along one side
STEPS = 25  # vertices along one border
WEST, SOUTH, CELL = 123.0, 41.0, 0.01
MEGABYTE = 1024**2

OURS = """
import sys
from pathlib import Path
from layers.importing import ImportOptions, import_file
from layers.region import Region
from planner.plans.kinds import load_kinds
kinds = {kind.code: kind.label for kind in load_kinds().values()}
region = Path(sys.argv[1])
with Region.create(region, name="测试区", code=sys.argv[2]) as opened:
    for job in sys.argv[3:]:
        role, level, kind, path = job.split("|")
        options = ImportOptions(role, level, kind, kinds, accept=("unit_numbers_differ",))
        print(import_file(opened, Path(path), options).added)
"""
GEOPANDAS = "import sys, geopandas\nfor path in sys.argv[1:]: print(len(geopandas.read_file(path)))"
RASTERIO = "import sys, rasterio\nwith rasterio.open(sys.argv[1]) as raster: print(raster.read(1).size)"


def measured(command: Sequence[str]) -> tuple[float, float, str]:
    """Seconds of the clock, largest memory of the whole family in MB, and what the process printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak, over = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        own = psutil.Process(process.pid)
        while not over.wait(LOOK_SECONDS):
            peak = max(peak, _family_bytes(own))

    watching = threading.Thread(target=watch)
    watching.start()
    out, error = process.communicate()
    seconds = time.perf_counter() - start
    over.set()
    watching.join()
    if process.returncode:
        raise RuntimeError(error[-2000:])
    return seconds, peak / MEGABYTE, out.strip().replace("\n", "+")


def _family_bytes(process: psutil.Process) -> int:
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.Error:
        return total
    return total


def compare(
    job: str, folder: Path, code: str, ours: Sequence[str], peer: str, files: Sequence[Path], limit: str
) -> None:
    """Print one line: ours, the peer, their ratio and what was asked for."""
    taken = []
    for run in range(RUNS):
        region = folder / f"{job}{run}.gpkg"
        taken.append(measured([sys.executable, "-c", OURS, str(region), code, *ours]))
    bare = [measured([sys.executable, "-c", peer, *map(str, files)]) for _ in range(RUNS)]
    own, theirs = (median(one[0] for one in some) for some in (taken, bare))
    memory, peer_memory = (max(one[1] for one in some) for some in (taken, bare))
    print(
        f"  {job:<12} yike {own:6.2f} s {memory:6.0f} MB   bare read {theirs:6.2f} s {peer_memory:6.0f} MB   "
        f"{own / theirs:5.2f} x   rows {taken[0][2]} / {bare[0][2]}   asked: {limit}",
        flush=True,
    )


def songbei(folder: Path) -> None:
    """Four levels of a real district, in one process."""
    if not SONGBEI.exists():
        print("  songbei      skipped: the real files are not here")
        return
    files = [SONGBEI / f"松北{name}.geojson" for name in ("区县", "乡镇", "社区", "网格")]
    levels = ("units|county||", "units|township||", "units|community||", "zones|||")
    jobs = [level + str(file) for level, file in zip(levels, files, strict=True)]
    compare("songbei", folder, "230109", jobs, GEOPANDAS, files, "3 s")


def workbook(folder: Path, rows: int = 100_000) -> None:
    """A list of facilities as an office keeps it."""
    import xlsxwriter

    path = folder / "设施.xlsx"
    random = np.random.default_rng(1)
    header = ["编号", "机构名称", "类型", "所属乡镇", "经度", "纬度", "床位数", "护理型床位", "建筑面积(㎡)", "地址"]
    header += ["状态", "启用时间", "工作人员", "备注", "法定代表人", "联系电话", "性质", "等级", "评定年份", "来源"]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("设施")
        sheet.write_row(0, 0, header)
        places = np.round(random.uniform((123.0, 41.0), (124.0, 42.0), (rows, 2)), 6)
        beds = random.integers(10, 300, rows)
        for i in range(rows):
            cells = [i + 1, f"第{i + 1}养老院", "养老机构", f"乡镇{i % 100}", *places[i].tolist(), int(beds[i])]
            cells += [int(beds[i] // 2), f"{int(beds[i]) * 30:,}㎡", f"幸福路{i % 999}号", "运营", "2019年3月", 12]
            cells += ["", f"张{i % 7}", f"138{i:08d}", "公办", "二级", 2022, "年报"]
            sheet.write_row(i + 1, 0, cells)
    job = f"facilities||elderly_care_institution|{path}"
    compare("workbook", folder, "210112", [job], GEOPANDAS, [path], "10 s, 600 MB")


def communities(folder: Path) -> None:
    """10,000 communities whose shared borders wind: a million vertices."""
    import geopandas
    import shapely

    corner_lon = WEST + CELL * np.arange(SIDE + 1)
    corner_lat = SOUTH + CELL * np.arange(SIDE + 1)
    bow = np.sin(np.linspace(0, np.pi, STEPS + 1))[:-1] * CELL * 0.15
    along = np.linspace(0, CELL, STEPS + 1)[:-1]

    def east(i: int, j: int) -> np.ndarray:
        sign = 0 if j in (0, SIDE) else (-1) ** (i + j)
        return np.column_stack([corner_lon[i] + along, corner_lat[j] + sign * bow])

    def north(i: int, j: int) -> np.ndarray:
        sign = 0 if i in (0, SIDE) else (-1) ** (i + j + 1)
        return np.column_stack([corner_lon[i] + sign * bow, corner_lat[j] + along])

    def reverse(line: np.ndarray, end: tuple[float, float]) -> np.ndarray:
        return np.vstack([line[1:], end])[::-1]

    shapes, codes, names = [], [], []
    for j in range(SIDE):
        for i in range(SIDE):
            right, top = (corner_lon[i + 1], corner_lat[j + 1]), (corner_lon[i], corner_lat[j + 1])
            ring = [east(i, j), north(i + 1, j), reverse(east(i, j + 1), (right[0], top[1])), reverse(north(i, j), top)]
            shapes.append(shapely.Polygon(np.vstack(ring)))
            codes.append(f"210112{j + 1:03d}{i + 200:03d}")
            names.append(f"第{j * SIDE + i + 1}村")
    table = {"区划代码": codes, "名称": names, "常住人口": np.arange(SIDE * SIDE) % 900 + 100}
    path = folder / "社区.gpkg"
    geopandas.GeoDataFrame(table, geometry=shapes, crs="EPSG:4490").to_file(path)
    compare("communities", folder, "210112", [f"units|community||{path}"], GEOPANDAS, [path], "8 s")


def grid(folder: Path, side: int = 3163) -> None:
    """Ten million cells of 100 m, one in ten inhabited."""
    import rasterio
    from rasterio.transform import from_origin

    random = np.random.default_rng(2)
    people = np.where(random.random((side, side)) < 0.1, random.random((side, side)) * 40, -99999).astype("float32")
    path = folder / "人口.tif"
    place = from_origin(500_000, 4_600_000, 100, 100)
    profile = {"driver": "GTiff", "width": side, "height": side, "count": 1, "dtype": "float32", "nodata": -99999}
    with rasterio.open(path, "w", crs="EPSG:4549", transform=place, compress="deflate", **profile) as raster:
        raster.write(people, 1)
    compare("grid", folder, "210112", [f"demand|||{path}"], RASTERIO, [path], "10 s")


JOBS: dict[str, Callable[[Path], None]] = {
    "songbei": songbei,
    "workbook": workbook,
    "communities": communities,
    "grid": grid,
}


def main(wanted: Sequence[str]) -> None:
    """Run the jobs asked for, or all."""
    print(f"{RUNS} runs each, median of the clock, largest memory; {psutil.cpu_count()} processors")
    for name, job in JOBS.items():
        if not wanted or name in wanted:
            with tempfile.TemporaryDirectory() as folder:
                job(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
