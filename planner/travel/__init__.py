"""The network, impedance and service circles.

Importing this is cheap: numba, scipy and shapely are loaded by the first search, or by `warm_up`.
"""

from planner.travel.network import Network

__all__ = ["Network", "warm_up"]


def warm_up() -> None:
    """Load the compiled searches, so that the first real search does not wait for them.

    Without a cache (first start) this compiles for some seconds. Safe in a thread, and more than once.
    """
    from planner.travel import kernels

    kernels.ready()
