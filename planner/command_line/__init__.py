"""The program without a window: what it is told on the command line."""

from planner.command_line.running import guarded, run

__all__ = ["guarded", "run"]
