"""The travel engine against scipy on synthetic streets, both in one run: `python benchmarks/travel.py [nodes ...]`.

The graph is in memory on both sides; building it, and compiling, are told apart. Every row first proves that both
give the same minutes, then shows the median of whole-job times and their ratio.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from planner.travel import Network, warm_up

RUNS = 5
WALK_METRES_PER_MINUTE = 72.0
FACILITIES = 500
CANDIDATES = 1000
SCIPY_CANDIDATES = 64  # its rows are dense; the time is scaled up


def streets(nodes: int) -> tuple[np.ndarray, ...]:
    """A perturbed square grid with a quarter of its edges taken out: degree 3, edges of 30 to 300 m; deterministic."""
    random = np.random.default_rng(nodes)
    side = round(nodes**0.5)
    column, row = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    stretch = 60 + 180 * (1 + np.sin(np.arange(side) / side * 9)) / 2
    x, y = np.cumsum(stretch)[column], np.cumsum(stretch)[row]
    x, y = (c.ravel() + random.uniform(-25, 25, side * side) for c in (x, y))
    number = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    head = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    kept = random.random(len(tail)) < 0.75
    tail, head = tail[kept], head[kept]
    metres = np.hypot(x[tail] - x[head], y[tail] - y[head])
    kmh = np.where(random.random(len(tail)) < 0.03, 80.0, np.where((tail // side) % 6 == 0, 50.0, 25.0))
    return x, y, tail, head, metres / WALK_METRES_PER_MINUTE, metres / kmh * 0.06


def seconds(job: Callable[[], object], runs: int = RUNS) -> float:
    """The median of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return median(times)


def report(job: str, ours: float, theirs: float, note: str = "") -> None:
    print(f"  {job:<44} yike {ours:8.4f} s   scipy {theirs:8.4f} s   {theirs / ours:6.1f} x  {note}")


def compare_nearest(name: str, network: Network, graph: csr_array, facilities: np.ndarray, limit: float) -> None:
    ours = network.minutes_to_nearest(facilities, limit)
    theirs = dijkstra(graph, indices=facilities, min_only=True, limit=limit)
    assert np.allclose(ours, theirs, rtol=1e-12, atol=0), "they disagree"
    report(
        f"nearest of {len(facilities)}, 15 min {name}",
        seconds(lambda: network.minutes_to_nearest(facilities, limit)),
        seconds(lambda: dijkstra(graph, indices=facilities, min_only=True, limit=limit)),
        f"{np.isfinite(ours).sum():,} nodes reached",
    )


def compare_catchments(name: str, network: Network, graph: csr_array, candidates: np.ndarray, limit: float) -> None:
    few = candidates[:SCIPY_CANDIDATES]
    every = np.arange(len(network))
    pairs = network.catchments(few, every, limit)
    theirs = dijkstra(graph, indices=few, limit=limit)
    assert pairs.nnz == np.isfinite(theirs).sum(), "they disagree"
    assert np.allclose(pairs.data, theirs[np.isfinite(theirs)], rtol=1e-12, atol=0), "they disagree"
    scale = len(candidates) / len(few)
    report(
        f"catchments of {len(candidates)}, 15 min {name}",
        seconds(lambda: network.catchments(candidates, every, limit), 3),
        scale * seconds(lambda: dijkstra(graph, indices=few, limit=limit), 1),
        f"scipy: dense rows, scaled up from {len(few)}",
    )


def main(sizes: list[int]) -> None:
    start = time.perf_counter()
    warm_up()
    print(f"compiled searches ready after {time.perf_counter() - start:.2f} s")
    for nodes in sizes:
        x, y, tail, head, walk, drive = streets(nodes)
        print(f"{len(x):,} nodes, {len(tail):,} edges, mean degree {2 * len(tail) / len(x):.2f}")
        random = np.random.default_rng(1)
        facilities = random.choice(len(x), FACILITIES, replace=False)
        candidates = np.sort(random.choice(len(x), CANDIDATES, replace=False))
        for name, minutes in (("walk", walk), ("drive", drive)):
            start = time.perf_counter()
            network = Network.from_edges(x, y, tail, head, minutes, minutes)
            built = time.perf_counter() - start
            graph = csr_array((network.minutes, network.neighbour, network.offset), shape=(len(x), len(x)))
            print(f"  {name}: built from edges in {built:.2f} s")
            compare_nearest(name, network, graph, facilities, 15.0)
            compare_catchments(name, network, graph, candidates if name == "walk" else candidates[:128], 15.0)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [50_000, 200_000])
