"""What is handed over: one HTML file that opens anywhere, and the workbook behind it."""

from planner.briefing.writing import write_briefing

__all__ = ["write_briefing"]
