"""The two ways a job ends early on purpose. Everything else is a fault of the program."""


class UserError(Exception):
    """Something the user can mend.

    Attributes:
        what: what is wrong, in plain Chinese, without a full stop.
        where: file, sheet, row or column; may be empty.
        remedy: how to mend it; may be empty.
        option: what to write on the command line for it; the window has its own ways and does not show it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "", option: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        self.option = option
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        option = f"({self.option})" if self.option else ""
        mend = f"。{self.remedy}{option}" if self.remedy or option else ""
        return f"{place}{self.what}{mend}"


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """The user cancelled the job; nothing of it was kept."""
