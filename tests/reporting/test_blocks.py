import pandas as pd

from analysis.reporting import blocks


def test_text_is_escaped_everywhere():
    nasty = "<script>alert(1)</script>"
    frame = pd.DataFrame({nasty: [nasty], "b": [nasty]})
    for block in (
        blocks.paragraph(nasty),
        blocks.bullets([nasty]),
        blocks.table(frame, nasty),
        blocks.figure("", nasty),
    ):
        assert "<script>" not in block.content
        assert "&lt;script&gt;" in block.content


def test_tables_have_a_caption_and_headers():
    content = blocks.table(pd.DataFrame({"a": ["x"], "n": ["1"]}), "Judul", ["n"]).content
    assert "<caption>Judul</caption>" in content
    assert '<th scope="row">x</th><td class="num">1</td>' in content
