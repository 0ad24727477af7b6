"""The team's files are plain YAML: whatever else they hold is named by its line, and nothing is taken on trust."""

import pytest

from analysis.store import yaml_files

BOMB = "a: &a [x]\n" + "".join(f"b{k}: [*a, *a]\n" for k in range(9))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "line 1: '&' and"),
        ("a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands there twice"),
        ("a: 1\n---\nb: 2\n", "line 2"),
        ("a: " + "[" * 900 + "]" * 900, "line 1: more than 20 levels"),
        ("a: 1\nb: 2025-02-30\n", "line 2: '2025-02-30' is no date"),
        ("a: 1\nb: " + "9" * 5000, "line 2: '9999"),
        ("? [a, b]\n: 1\n", "line 1: a key is a word"),
        ("<<: {a: 1}\n", "line 1: a key is a word"),
        ("a: !!python/object/apply:os.getcwd []\n", "line 1"),
        ("a: \x00\n", "^$"),
        ("a: b: c\n", "line 1"),
        ("a: " + "x" * 300_000, "300,003 characters; at most"),
    ],
)
def test_what_is_not_plain_is_named_by_its_line(text, words):
    with pytest.raises(yaml_files.Unclear, match=words):
        yaml_files.parse(text)


def test_what_is_plain_is_read_as_it_stands(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("\ufeffa: [1, {b: 2025-01-31}]\nc: 'x & *y'\n", encoding="utf-8")
    assert str(yaml_files.parse(yaml_files.text_of(path))["a"][1]["b"]) == "2025-01-31"
    path.write_bytes(b"a: \xff\n")
    with pytest.raises(yaml_files.Unclear, match="UTF-8"):
        yaml_files.text_of(path)
    with pytest.raises(yaml_files.Unclear, match="no file"):
        yaml_files.text_of(tmp_path)
