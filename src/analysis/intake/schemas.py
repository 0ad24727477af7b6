"""What a valid table is: pandera schemas made from the declared sources."""

from __future__ import annotations

import pandera.pandas as pa

from analysis.intake.source import Source

#: Columns of the register that stay with the team; the validated table holds what is derived from them.
NOT_STORED = {"name", "birth"}
#: NIP columns → their names once pseudonymised.
PSEUDONYMS = {"nip": "officer_id", "rater": "rater_id", "staff": "staff_id"}


def schema(source: Source) -> pa.DataFrameSchema:
    """Make the schema of a source's validated table: its columns in order, strict, with key and dtypes."""
    columns = {
        PSEUDONYMS.get(c.name, c.name): pa.Column(c.dtype, nullable=not c.required, title=c.meaning[1])
        for c in source.columns
        if c.name not in NOT_STORED
    }
    for d in source.derived:
        columns[d.name] = pa.Column(d.dtype, nullable=True, title=d.meaning[1])
    columns["repaired"] = pa.Column("bool", title="Whether a cell of the row was repaired")
    key = [PSEUDONYMS.get(k, k) for k in source.key]
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=key, name=source.name)
