import shutil

import pytest
import yaml

from analysis import cycle as cycles
from analysis.cycle import Evaluation
from analysis.errors import UserError
from conftest import EXAMPLES, ROOT

GOOD = {
    "cycle": "x",
    "title": "Siklus x",
    "synthetic": True,
    "pseudonym_key": "contoh",
    "first": "2019-S1",
    "last": "2025-S1",
    "programme_start": "2021-S1",
    "deliveries": ["x"],
}


def load(tmp_path, **changes):
    (tmp_path / "cycles").mkdir(exist_ok=True)
    (tmp_path / "cycles" / "x.yaml").write_text(yaml.safe_dump(GOOD | changes))
    return cycles.load(tmp_path, "x")


def test_a_good_file_loads(tmp_path):
    assert load(tmp_path).analysis.anticipation.semester == 1


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"last": "2025"}, "last"),
        ({"surprise": 1}, "surprise"),
        ({"deliveries": []}, "deliveries"),
        ({"analysis": {"alpha": 2}}, "analysis.alpha"),
        ({"analysis": {"outcomes": ["happiness"]}}, "analysis.outcomes"),
        ({"analysis": {"covariates": ["nip"]}}, "analysis.covariates.0"),
        ({"analysis": {"anticipation": {"semester": -1}}}, "analysis.anticipation.semester"),
        ({"programme": "Atlantis"}, "(whole file)"),
        ({"programme_start": "2026-S1"}, "(whole file)"),
        ({"cycle": "y"}, "cycle"),
        ({"columns": {"gaji": {}}}, "(whole file)"),
        ({"synthetic": False}, "(whole file)"),
    ],
)
def test_a_bad_key_is_named(tmp_path, changes, key):
    with pytest.raises(UserError) as caught:
        load(tmp_path, **changes)
    assert f"cycles/x.yaml, key '{key}'" in str(caught.value)


def test_broken_yaml_names_its_line(tmp_path):
    (tmp_path / "cycles").mkdir()
    (tmp_path / "cycles" / "x.yaml").write_text("cycle: x\ntitle: [\n")
    with pytest.raises(UserError, match=r"cycles/x.yaml, line \d"):
        cycles.load(tmp_path, "x")


def test_an_unknown_cycle_lists_those_there_are(root):
    with pytest.raises(UserError, match=r"Unknown cycle 'nope'.*contoh-2025-S1, contoh-2025-S2"):
        cycles.load(root, "nope")


def test_a_real_cycle_needs_its_key_file(tmp_path):
    cycle = load(tmp_path, synthetic=False, pseudonym_key=None)
    with pytest.raises(UserError, match=r"pseudonym\.key"):
        Evaluation(tmp_path, "x", cycle).secret()


def test_a_mistake_in_another_cycle_does_not_stop_this_one(tmp_path):
    folder = tmp_path / "cycles"
    folder.mkdir()
    for name in EXAMPLES:
        shutil.copy(ROOT / "cycles" / f"{name}.yaml", folder)
    (folder / "2026-S2.yaml").write_text("cycle: [", encoding="utf-8")
    evaluation = Evaluation.open(tmp_path, EXAMPLES[1])
    assert [e.name for e in evaluation.earlier()] == [EXAMPLES[0]]
    assert len(evaluation.unreadable()) == 1 and "cycles/2026-S2.yaml" in evaluation.unreadable()[0]


def test_a_key_is_long_and_closed_to_others(tmp_path):
    cycle = load(tmp_path, synthetic=False, pseudonym_key=None)
    key = tmp_path / "data/pseudonym.key"
    key.parent.mkdir()
    key.write_text("short")
    key.chmod(0o600)
    with pytest.raises(UserError, match="5 characters are too few"):
        Evaluation(tmp_path, "x", cycle).secret()
    key.write_text("k" * 40)
    key.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        Evaluation(tmp_path, "x", cycle).secret()
    key.chmod(0o600)
    assert Evaluation(tmp_path, "x", cycle).secret() == b"k" * 40
