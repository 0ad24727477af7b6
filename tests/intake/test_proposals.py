"""Lines that ``mutasi check --write`` adds to a cycle file: everything else of the file stays as it is."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UserError
from analysis.intake.proposals import Absent, Proposal, add, lines

HEAD = "# decided in March\ncycle: 2026-S1  # a semester\ndeliveries: [2026-S1]\n"
TAIL = "# the analysis\nanalysis:\n  alpha: 0.05  # agreed\n"
BLOCKS = {
    "none": "",
    "empty": "columns:\n",
    "empty flow": "columns: {}\n",
    "flow": "columns: {skm: {U8: 'Lama'}}\n",
    "block": "columns:\n  # the form of 2024\n  skm:\n    U8: 'Lama'  # asked\n",
    "mixed": "columns:\n  skm: {U8: Lama}  # asked\n",
    "deep": "columns:\n    skm:\n        U8: Lama\n    pegawai:\n        name: 'Nama: lengkap'\n",
}
WORD = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\x85"), min_size=1)
PROPOSAL = st.builds(
    Proposal, st.sampled_from(["skm", "pegawai", "mutasi"]), st.sampled_from(["U8", "U9", "name", "nip"]), WORD
)


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("order", ["before", "after"])
@settings(max_examples=12)
@given(proposals=st.lists(PROPOSAL, min_size=1, max_size=4))
def test_proposals_are_added_and_nothing_else_changes(block, order, proposals):
    text = HEAD + (block + TAIL if order == "before" else TAIL + block)
    after = add(text, proposals)
    was, now = yaml.safe_load(text), yaml.safe_load(after)
    wanted = {s: dict(c) for s, c in (was.get("columns") or {}).items()}
    for p in proposals:
        wanted.setdefault(p.source, {}).setdefault(p.column, p.header)
    assert now.pop("columns") == wanted
    was.pop("columns", None)
    assert now == was
    for comment in ("# decided in March", "# a semester", "# the analysis", "# agreed"):
        assert comment in after
    if "# asked" in block:
        assert "# asked" in after
    assert add(after, proposals) == after


def test_the_lines_are_shown_as_they_are_added():
    proposal = Proposal("skm", "U8", "U9 Sarana: prasarana")
    assert yaml.safe_load(lines([proposal])) == {"columns": {"skm": {"U8": "U9 Sarana: prasarana"}}}
    assert add(HEAD, [proposal]) == HEAD + lines([proposal])


@pytest.mark.parametrize("text", ["a: [\n", "columns: [skm]\n", "columns: {skm: U8}\n"])
def test_a_file_that_cannot_be_edited_is_left_alone(text):
    with pytest.raises(UserError, match="nothing was added"):
        add(text, [Proposal("skm", "U8", "x")])


ABSENT = {
    "none": "",
    "empty": "absent:\n",
    "flow": "absent: {2025-S2: [skm]}  # asked\n",
    "block": "absent:\n  # not asked that year\n  2025-S2: [skm]  # asked\n",
    "lines": "absent:\n  2025-S2:\n    - skm  # asked\n",
}


@pytest.mark.parametrize("block", ABSENT.values(), ids=ABSENT)
@pytest.mark.parametrize("order", ["before", "after"])
def test_absent_exports_are_added_and_nothing_else_changes(block, order):
    text = HEAD + (block + TAIL if order == "before" else TAIL + block)
    after = add(text, [Absent(d, e) for d in ("2025-S2", "2026-S1") for e in ("skm", "skp")])
    was, now = yaml.safe_load(text), yaml.safe_load(after)
    assert now.pop("absent") == {"2025-S2": ["skm", "skp"], "2026-S1": ["skm", "skp"]}
    was.pop("absent", None)
    assert now == was
    for line in (HEAD + TAIL + block).splitlines():
        assert "#" not in line or line.partition("#")[2] in after
    assert add(after, [Absent("2026-S1", "skp")]) == after


def test_absent_exports_stand_after_the_deliveries():
    assert add(HEAD + TAIL, [Absent("2026-S1", "skp")]) == HEAD + "absent:\n  2026-S1: [skp]\n" + TAIL
