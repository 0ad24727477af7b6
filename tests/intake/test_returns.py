import pandas as pd
import pytest

from analysis.intake import returns, rulebook, sources

DECLARED = sources.declare(pd.Timestamp("2025-12-30").date())


def test_every_line_tells_where_what_and_what_to_do(cleaned, tmp_path):
    done = cleaned["contoh-2025-S2"]
    listed = done.problems[done.problems["source"] == "mutasi"]
    path = returns.write(tmp_path, DECLARED["mutasi"], listed, synthetic=True)
    book = pd.read_excel(path, header=2, dtype=str, engine="calamine").fillna("")
    assert len(book) == len(listed) > 80
    assert list(book.columns[:6]) == ["Berkas", "Lembar", "Baris", "Kolom", "Isi", "Masalah"]
    unreadable = book[book["Masalah"] == rulebook.RULES["date_unreadable"].meaning[0]]
    assert set(unreadable["Isi"]) == {"31 Februari 2023"}
    late = book[book["Masalah"] == rulebook.RULES["tmt_before_sk"].meaning[0]]
    assert late["Isi"].str.fullmatch(r"\d\d/\d\d/\d{4}").all() and len(late) == 10
    assert not book["Isi"].str.contains(r"\d{12}").any()
    assert "DATA SIMULASI" in pd.read_excel(path, header=None, engine="calamine").iloc[0, 0]


def test_the_same_rows_give_the_same_bytes(cleaned, tmp_path):
    done = cleaned["contoh-2025-S2"]
    listed = done.problems[done.problems["source"] == "skm"]
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written.append(returns.write(tmp_path / name, DECLARED["skm"], listed, synthetic=True).read_bytes())
    assert written[0] == written[1]


def test_no_problem_makes_no_workbook(tmp_path):
    columns = ["file", "sheet", "row", "column", "value", "rule", "disposition"]
    assert returns.write(tmp_path, DECLARED["skm"], pd.DataFrame(columns=columns), synthetic=False) is None


@pytest.mark.parametrize("name", rulebook.RULES)
def test_every_rule_has_its_words_and_rows_that_go_back_say_what_to_do(name):
    rule = rulebook.RULES[name]
    assert all(rule.meaning)
    decided = {"sk_cancelled", "sk_cancellation", "same_unit", "moved_out"}
    if rule.disposition == "quarantined" and name not in decided:
        assert rule.remedy
