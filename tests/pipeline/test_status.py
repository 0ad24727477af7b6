from analysis.pipeline import status
from analysis.pipeline.stages import STAGES
from conftest import EXAMPLES, copy_repository


def test_before_any_run_it_says_what_was_sent_and_planned(tmp_path):
    root = copy_repository(tmp_path)
    (root / "cycles/2026-S1.yaml").write_text("cycle: 2026-S1\n")
    bad, first, second = status.standings(root)
    assert bad.cycle == "2026-S1" and "cycles/2026-S1.yaml" in bad.mistake and bad.stages == {}
    for one in (first, second):
        assert one.sent == "12/12" and one.planned.startswith("20") and one.signed == {}
        assert one.stages == dict.fromkeys(STAGES, status.NEVER)


def test_after_a_run_it_says_what_has_changed_and_which_stages_that_makes_stale(finished):
    second = status.standings(finished)[1]
    assert second.cycle == EXAMPLES[1] and second.stages == dict.fromkeys(STAGES, status.FRESH)
    assert second.signed == dict.fromkeys(("officials", "asn", "experts"), "missing")
    path = finished / f"cycles/plans/{EXAMPLES[1]}.yaml"
    table = finished / f"data/processed/{EXAMPLES[1]}/resistance/drivers.parquet"
    kept = {p: p.read_bytes() for p in (path, table)}
    try:
        path.write_bytes(kept[path] + b"\n")
        table.unlink()
        second = status.standings(finished)[1]
    finally:
        for p, content in kept.items():
            p.write_bytes(content)
    assert second.stages == dict(zip(STAGES, (status.FRESH, *[status.STALE] * 3), strict=True))
    assert second.why["2_impact"] == [f"cycles/plans/{EXAMPLES[1]}.yaml"]
    # what a stage before it named is not said again
    assert second.why["3_programme"] == ["data/processed/resistance/drivers.parquet"] and second.why["4_report"] == []
