"""Pieces of a page: what a notebook cell returns and shows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import pandas as pd


class Block:
    """A piece of HTML that a notebook shows as it is."""

    def __init__(self, content: str) -> None:
        self.content = content

    def _repr_html_(self) -> str:
        return self.content

    def __repr__(self) -> str:
        return f"Block of {len(self.content)} characters"

    def __add__(self, other: Block) -> Block:
        return Block(f"{self.content}\n{other.content}")


#: A part of a page as :func:`part` marks it: its name, the tables of results that it rests on, and what it holds.
PART = re.compile(r"<!--part:(\w+)((?: [\w/]+)*)-->(.*?)<!--/part-->", re.S)


def part(name: str, content: str, tables: Iterable[str] = ()) -> str:
    """Mark a piece of HTML as a part that rests on some tables of results, so that a page can choose among parts."""
    return f"<!--part:{' '.join([name, *tables])}-->{content}<!--/part-->"


def heading(text: str) -> Block:
    """Make a heading below that of a chapter."""
    return Block(f"<h3>{html.escape(text)}</h3>")


def paragraph(*sentences: str) -> Block:
    """Make a paragraph of sentences."""
    return Block(f"<p>{html.escape(' '.join(s for s in sentences if s))}</p>")


def answer(question: str, lead: str, more: str, below: str = "") -> Block:
    """Answer a question: in one sentence, then in some; `below` is HTML that stands under them."""
    return Block(
        f'<section class="answer"><p class="question">{html.escape(question)}</p>'
        f'<p class="lead">{html.escape(lead)}</p><p>{html.escape(more)}</p>{below}</section>'
    )


def bullets(items: Iterable[str]) -> Block:
    """Make a list."""
    return Block("<ul>" + "".join(f"<li>{html.escape(i)}</li>" for i in items) + "</ul>")


def table(
    frame: pd.DataFrame, caption: str, numeric: Iterable[str] = (), stack: bool = False, tables: str = ""
) -> Block:
    """Make a table of ready text and blocks; the first column is the row's header, `numeric` ones align right.

    One that may `stack` turns into a card a row on a narrow screen: for tables whose cells hold sentences. `tables` are
    the names of the tables of results behind it, separated by spaces.
    """
    right = set(numeric)
    head = "".join(f'<th scope="col"{_right(c in right)}>{html.escape(str(c))}</th>' for c in frame.columns)
    body = []
    for row in frame.itertuples(index=False, name=None):
        cells = [f'<th scope="row">{html.escape(str(row[0]))}</th>']
        for name, value in zip(frame.columns[1:], row[1:], strict=True):
            label = f' data-label="{html.escape(str(name), quote=True)}"' if stack else ""
            content = value.content if isinstance(value, Block) else html.escape(str(value))
            cells.append(f"<td{_right(name in right)}{label}>{content}</td>")
        body.append("<tr>" + "".join(cells) + "</tr>")
    kind = ' class="stack"' if stack else ""
    opening = f'<div class="table"{_made_of(tables)} tabindex="0" role="region"'
    return Block(
        f'{opening} aria-label="{html.escape(caption, quote=True)}"><table{kind}>'
        f"<caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _right(yes: bool) -> str:
    return ' class="num"' if yes else ""


def _made_of(tables: str) -> str:
    return f' data-tables="{html.escape(tables, quote=True)}"' if tables else ""


def figure(
    drawing: str, caption: str, behind: Block | None = None, summary: str = "", wide: bool = False, tables: str = ""
) -> Block:
    """Make a figure with its caption and, folded, the table behind it; a wide one takes the page's width.

    `tables` are the names of the tables of results that it draws, separated by spaces.
    """
    more = f"<details><summary>{html.escape(summary)}</summary>{behind.content}</details>" if behind else ""
    kind = ' class="wide"' if wide else ""
    return Block(
        f"<figure{kind}{_made_of(tables)}>{drawing}<figcaption>{html.escape(caption)}</figcaption>{more}</figure>"
    )


def folded(summary: str, block: Block) -> Block:
    """Fold a piece under one line."""
    return Block(f"<details><summary>{html.escape(summary)}</summary>{block.content}</details>")


def grid(blocks: Iterable[Block]) -> Block:
    """Lay blocks side by side where there is room, below one another where there is not."""
    return Block('<div class="grid">' + "".join(b.content for b in blocks) + "</div>")
