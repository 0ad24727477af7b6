"""How much of a file is read at most: every limit with its reason, which the message beyond it tells.

Together they keep the reading of one file, whatever it holds, within half a minute and two gibibytes
(``benchmarks/limits.md`` has each measured). What a parser takes before it can be counted is bounded by
:mod:`analysis.intake.apart`.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import UserError


@dataclass(frozen=True)
class Limit:
    """A limit of what is read.

    Attributes
    ----------
    most : the greatest number that is read.
    of : what is counted.
    reason : why no more; it ends a sentence.
    """

    most: int
    of: str
    reason: str

    def hold(self, count: int, where: str, remedy: str) -> None:
        """Refuse what goes beyond the limit.

        Parameters
        ----------
        count : how many there are.
        where : file, sheet and row, as messages name them.
        remedy : what to do; a clause without its full stop.

        Raises
        ------
        UserError
            If there are more than the limit.
        """
        if count > self.most:
            raise UserError(f"{where}: {count:,} {self.of}; at most {self.most:,} are read, {self.reason}. {remedy}.")


BYTES = Limit(512 << 20, "bytes", "as more would not fit into memory beside what is made of them")
ARCHIVE = Limit(1 << 30, "bytes when unpacked", "as more would not fit into memory")
MEMBERS = Limit(1_000, "files in the archive", "as an export of ten years by month and office has no more")
NESTING = Limit(3, "archives within one another", "as an archive that goes deeper is no export")
SHEETS = Limit(1_000, "tables in one file", "as each is searched for headings")
ROWS = Limit(10_000_000, "rows", "as more would not fit into memory")
COLUMNS = Limit(1_000, "columns", "as no export has a tenth of them")
CELLS = Limit(20_000_000, "cells, empty ones among them", "as more would not fit into memory")
ODD_ROWS = Limit(200_000, "rows of another width than the table's", "as each is looked at by itself")
#: Characters of a line of text, less than what its parser takes at once.
LINE = Limit(2_000_000, "bytes in one line", "as a longer line is a quotation mark that was never closed")
OPEN_MARKS = Limit(10_000, "quotation marks that are never closed", "as each is looked at by itself")
#: Of a process that reads one file: seconds of a processor, seconds by the clock, and bytes beyond those at its start.
SECONDS, PATIENCE, MEMORY = 25, 120, 1536 << 20
#: Lines of one cell; where its quotation mark is not closed by then, it never was.
CELL_LINES = 500
#: By name, for the table that measures them.
ALL = {name: value for name, value in globals().items() if isinstance(value, Limit)}
