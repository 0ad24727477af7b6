"""Personal data never leave the cell they belong to: a number or a name of a person is hidden wherever it slips."""

import csv
import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cycle import Evaluation
from analysis.domain import exports
from analysis.intake import clean_export
from analysis.intake.masking import HIDDEN, NUMBERS, Mask
from analysis.intake.reader import read
from analysis.simulate import build
from analysis.study import Study
from conftest import copy_repository

NIP, NAME = "199301242016031900", "Wiryo Kusumo Adiningrat"
FORMS = [NIP, f"{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]}", f"{NAME} {NIP}", NAME.upper(), f"Sdr. {NAME}, S.E.",
         "0812-3456-7890", "3372 0112 0190 0003"]  # fmt: skip


def bare(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


SECRETS = [NIP, bare(NAME), "081234567890", "3372011201900003"]


@pytest.mark.parametrize("form", FORMS)
def test_what_names_a_person_is_hidden_in_the_midst_of_other_words(form):
    text = Mask(frozenset([f"Dr. {NAME}, M.Si."]))(f"Kelurahan Banjarsari ({form}), Kota")
    assert HIDDEN in text and text.startswith("Kelurahan Banjarsari (") and text.endswith("), Kota")
    assert not [secret for secret in SECRETS if secret in bare(text)]


@pytest.mark.parametrize(
    "text",
    ["821.2/1234/2021", "2024-01-15 10:30", "33.72.01.1001", "Kelurahan Kusumo", "12/03/2024 - 14/03/2024", ""],
)
def test_what_names_nobody_stays(text):
    mask = Mask(frozenset([NAME, "Sri"]))
    assert mask(text) == text
    assert list(mask.column(pd.Series([text, None], dtype="string")).fillna("-")) == [text, "-"]


@given(st.lists(st.sampled_from(FORMS) | st.text("0123456789 .-abK", max_size=24), min_size=1, max_size=6))
def test_a_column_is_masked_as_its_texts_are_and_different_texts_stay_different(texts):
    mask = Mask(frozenset([NAME]), b"key")
    masked = mask.column(pd.Series(texts, dtype="string"))
    assert list(masked) == mask.texts(texts)
    assert masked.nunique() == len(set(texts))


def test_no_call_shows_in_its_account_or_messages_what_stands_in_a_wrong_column(tmp_path):
    path = tmp_path / "kompetensi.csv"
    rows = [[NIP, "2024", "70", "71", "72", "73"], ["199301242016031901", NAME, NIP, "71", "72", "73"]]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["NIP", "Tahun", "Administrasi", "Pendidikan", "Kesehatan", "Lapangan"], *rows])
    done = clean_export("kompetensi", path)
    assert len(done.fates) == 2
    assert NIP not in " ".join([*done.messages, *done.fates["value"], done.account.to_csv()])


def poisoned(city, cycle):
    """Put each form into each column of each export, a row a form; write every export as text in an archive."""
    for path in sorted((city / "data/raw" / cycle).iterdir()):
        if path.stem not in exports.NAMES:
            continue
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for number, table in enumerate(read(path, path.name)):
                cells = table.cells.astype(object)
                filled = [k for k in range(15) if k < len(cells) and (cells.iloc[k].astype(str) != "").sum() > 2]
                row = len(cells) if number or not filled else filled[0] + 8
                for place in range(cells.shape[1]):
                    for form in FORMS[row % 2 :: 2]:
                        if row < len(cells) - 4:
                            cells.iat[row, place] = form
                            row += 1
                text = io.StringIO()
                csv.writer(text, delimiter=";").writerows(cells.astype(str).to_numpy().tolist())
                archive.writestr(f"{number:02d}.csv", text.getvalue())
        path.unlink()
        path.with_suffix(".zip").write_bytes(packed.getvalue())


def written(folder):
    """Yield every text that was written, with where it stands."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            table = pd.read_parquet(path)
            for name in table.select_dtypes(["string", "object", "category"]):
                yield f"{path.name}: {name}", "\n".join(table[name].dropna().astype(str).unique())
        elif path.suffix == ".xlsx":
            for sheet in read(path, path.name):
                yield path.name, "\n".join("\n".join(map(str, sheet.cells[c].unique())) for c in sheet.cells)
        else:
            yield path.name, path.read_text(encoding="utf-8")


@pytest.mark.example
def test_nothing_written_of_a_poisoned_city_names_a_person(tmp_path, monkeypatch):
    root = copy_repository(tmp_path)
    (cycle,) = (p.name for p in build.of_place(root, root / "data/raw", "33.72", "small", 1, lambda line: None))
    poisoned(root, cycle)
    study = Study(cycle, root=root)
    cleaned = study.clean()
    assert (cleaned.account["quarantined"] > 10).sum() >= 5
    seen = [*written(study.processed), ("messages", "\n".join(cleaned.messages))]
    assert len(seen) > 60
    leaks = [(where, secret) for where, text in seen for secret in SECRETS if secret in bare(text)]
    assert leaks == []
    assert {p.stat().st_mode & 0o077 for p in study.processed.rglob("*.parquet")} == {0}
    assert Evaluation.open(root, cycle).secret()


def test_numbers_are_hidden_without_a_register():
    assert NUMBERS(f"row of {NIP}") == f"row of {HIDDEN}"
