"""Re-link a NIP that lost digits, where name and birth date identify one person of the register."""

from __future__ import annotations

import pandas as pd

from analysis.intake.source import Check


def _key(name: object, birth: str) -> str:
    return f"{' '.join(str(name).lower().split())}|{birth}"


def relinker(register: pd.DataFrame) -> Check:
    """Make the rule that re-links lost NIP of tables that also carry the name.

    A spreadsheet keeps 15 of the 18 digits, the birth date among them; name and birth date together
    must name exactly one officer of the register, or the row stays refused.

    Parameters
    ----------
    register : columns ``nip``, ``name``, ``birth``.
    """
    keys = [_key(n, f"{b:%Y%m%d}") for n, b in zip(register["name"], register["birth"], strict=True)]
    people = pd.Series(register["nip"].to_numpy(), index=keys)
    people = people[~people.index.duplicated(keep=False)]

    def relink(frame: pd.DataFrame) -> None:
        if "name" not in frame or "_nip_raw" not in frame:
            return
        lost = frame.index[
            (frame["_fault"] == "nip_digits_lost") & frame["_nip_raw"].map(lambda v: isinstance(v, float))
        ]
        for at in lost:
            key = _key(frame.at[at, "name"], f"{int(frame.at[at, '_nip_raw']):018d}"[:8])
            if key in people.index:
                frame.at[at, "nip"] = people[key]
                frame.at[at, "_fault"], frame.at[at, "_repair"], frame.at[at, "_column"] = "", "nip_relinked", "nip"

    return relink
