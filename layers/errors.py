"""The two ways a job ends early on purpose. Everything else is a fault of the program."""


class UserError(Exception):
    """Something the user can mend.

    Attributes:
        what: what is wrong, in plain Chinese, without a full stop.
        where: file, sheet, row or column; may be empty.
        remedy: how to mend it; may be empty.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        mend = f"。{self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{mend}"


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """The user cancelled the job; nothing of it was kept."""
