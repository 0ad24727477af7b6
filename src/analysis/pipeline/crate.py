"""What a deposit says of itself: its RO-Crate metadata for machines, and its README for readers.

RO-Crate 1.1 (Soiland-Reyes et al. 2022); the README follows the template of the AEA data editor (Vilhuber et al. 2022,
*A template README for social science replication packages*).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import mimetypes
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from analysis import __version__
from analysis.cycle import Evaluation
from analysis.intake import deliveries
from analysis.reporting import imprint
from analysis.reporting.words import Words
from analysis.store.catalogue import Table, catalogue
from analysis.store.results import Results

METADATA, README = "ro-crate-metadata.json", "README.md"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_LICENCE = {
    "@id": "https://spdx.org/licenses/MIT", "@type": "CreativeWork", "name": "MIT License",
    "description": "Code under MIT; what comes from others under the terms that stand beside it.",
}  # fmt: skip
#: Endings that a system may not tell the kind of.
_KINDS = {
    ".ipynb": "application/x-ipynb+json", ".md": "text/markdown", ".yaml": "application/yaml", ".lock": "text/plain",
    ".parquet": "application/vnd.apache.parquet", ".ftl": "text/plain", ".toml": "application/toml",
    ".cff": "application/yaml", ".geojson": "application/geo+json", ".j2": "text/plain", ".py": "text/x-python",
    ".csv": "text/csv", ".json": "application/json", ".html": "text/html", ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xls": "application/vnd.ms-excel",
    ".gz": "application/gzip", ".css": "text/css", ".txt": "text/plain",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """What a deposit says of itself beside its files.

    Attributes
    ----------
    evaluation : the cycle.
    published : day of the last approval where all roles approved, else the last day of the data; never today.
    approved : whether all roles approved the report as it stands.
    raw : whether it holds the exports as sent; else a synthetic twin of the valid tables.
    python : version that made the results.
    """

    evaluation: Evaluation
    published: dt.date
    approved: bool
    raw: bool
    python: str

    @property
    def title(self) -> str:
        """What the deposit is called."""
        return self.evaluation.cycle.named("en")

    @property
    def publisher(self) -> str:
        """The office that answers for the report."""
        return imprint.publisher(Words("en"), self.evaluation.cycle)


def metadata(about: About, files: Mapping[str, bytes]) -> str:
    """Write the RO-Crate metadata of a deposit's files, by their path in it."""
    listed = [_file(name, content) for name, content in sorted(files.items())]
    cycle = about.evaluation.cycle
    what = "exports as sent" if about.raw else "a synthetic twin of the valid tables"
    root = {
        "@id": "./", "@type": "Dataset", "name": about.title,
        "description": f"Replication deposit of the evaluation of {cycle.area.programme.full}, data from {cycle.first} "
        f"to {cycle.last}: code, pinned libraries, {what}, reports, plan and sign-off.",
        "creativeWorkStatus": "Published" if about.approved else "Draft",
        "datePublished": about.published.isoformat(), "license": {"@id": _LICENCE["@id"]},
        "author": {"@id": "#publisher"}, "publisher": {"@id": "#publisher"},
        "hasPart": [{"@id": f["@id"]} for f in listed],
    }  # fmt: skip
    graph = [
        {"@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": _PROFILE}, "about": {"@id": "./"}},
        root,
        {"@id": "#publisher", "@type": "Organization", "name": about.publisher},
        {"@id": "#code", "@type": "SoftwareApplication", "name": "mutasi", "version": __version__},
        _LICENCE,
        *listed,
    ]
    # version 1.1 of the context is older than this term of schema.org
    context = [f"{_PROFILE}/context", {"sha256": "http://schema.org/sha256"}]
    return json.dumps({"@context": context, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def _file(name: str, content: bytes) -> dict[str, object]:
    ending = f".{name.rpartition('.')[2]}"
    kind = _KINDS.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {
        "@id": quote(name), "@type": "File", "name": name, "encodingFormat": kind, "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def readme(about: About) -> str:
    """Write the README of a deposit: data, computing, tables with the function that makes each, how to replay it."""
    cycle = about.evaluation.cycle
    results = Results(about.evaluation.processed, cycle.cycle)
    made = [t for t in catalogue().values() if "*" not in t.name and results.has(t.name)]
    pinned = tomllib.loads((about.evaluation.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = [
        f"# {about.title}\n",
        *_marks(about),
        f"Penyimpanan untuk mengulang evaluasi {cycle.named('id')}: program, pustaka, data, laporan, rencana dan "
        "persetujuan. Perintah `mutasi replay BERKAS.zip` menjalankannya lagi dan membandingkan setiap tabel.\n",
        f"Replication deposit of the evaluation of {cycle.area.programme.full}, programme from "
        f"{cycle.programme_start}, data from {cycle.first} to {cycle.last}. "
        f"Published by {about.publisher}, {about.published.isoformat()}.\n",
        "## Data availability and provenance statements\n",
        _provenance(about),
        "## Dataset list\n",
        _exports(about),
        "## Computational requirements\n",
        f"Python {about.python} made the results; {pinned['requires-python']} is needed. "
        "`repository/requirements.lock` pins every library with hashes; `make setup` in `repository/` installs "
        "them. Random numbers come from one "
        f"seed, {cycle.analysis.seed} (`analysis.seed` of the cycle file). Two cores and 2 GiB of memory suffice for "
        f"some thousand officers; this register holds {results.rows('tables/pegawai') // 5 * 5:,}, rounded down.\n",
        "Tables are the same to the byte under the same Python and libraries on one kind of processor; elsewhere sums "
        "of floating-point numbers may differ in their last digits.\n",
        "## Description of programs\n",
        "`repository/notebooks` run in order through papermill and call functions of `repository/src/analysis`. "
        f"`repository/cycles/{cycle.cycle}.yaml` holds every choice, `repository/cycles/plans` what was frozen before "
        "results were seen.\n",
        "## Instructions to replicators\n",
        _instructions(about),
        "## List of tables and programs\n",
        "Figures and tables of a page name the tables of results behind them; each is made by one function. "
        "`codebook_results.html` says what every column means.\n",
        _programs(made),
        "## References\n",
        "`repository/CITATION.cff` says how to cite the software; `repository/data/NOTICE.md` what is from others.\n",
    ]
    return "\n".join(parts)


def _marks(about: About) -> list[str]:
    """Return the marks that every page bears, too: that data are simulated, that a report is a draft."""
    marks = []
    if about.evaluation.cycle.synthetic:
        marks.append("**DATA SIMULASI · simulated data**\n")
    if not about.approved:
        marks.append(
            "**DRAF · draft**: belum disetujui ketiga unsur tim; not approved by all three roles of the team.\n"
        )
    return marks


def _provenance(about: About) -> str:
    cycle = about.evaluation.cycle
    if cycle.synthetic and about.raw:
        return (
            "The exports are simulated: nobody in them exists. They may be used and passed on. They lie in "
            "`repository/data/raw` as the reader takes them.\n"
        )
    kept = "simulated" if cycle.synthetic else "personal data of civil servants (UU 27/2022)"
    return (
        f"The exports are {kept} and are not in this deposit. `twin/` holds a synthetic twin of the valid tables: "
        "their shape, types, categories and margins, each column drawn by itself. **An estimate on the twin means "
        "nothing**; "
        "it is for trying code on tables of the right shape. Access to the exports: ask the publisher named above. Who "
        f"has exports{'' if cycle.synthetic else ' and key'} replays the deposit with them, see below.\n"
    )


def _exports(about: About) -> str:
    cycle = about.evaluation.cycle
    given = deliveries.files(about.evaluation.root, cycle)
    rows = [
        f"| {name} | {cycle.exports[name].title[1]} | {', '.join(map(about.evaluation.below, paths)) or 'absent'} "
        f"| {'yes' if about.raw and paths else 'no'} |"
        for name, paths in given.items()
    ]
    return "\n".join(["| export | what it is | files | in the deposit |", "|---|---|---|---|", *rows, ""])


def _instructions(about: About) -> str:
    name = about.evaluation.name
    more = "" if about.raw else " --exports FOLDER"
    also = (
        ""
        if about.raw
        else " FOLDER is the `data/raw` of who holds the exports; `--key` names the file with the key of the "
        "pseudonyms where the cycle has one."
    )
    return (
        f"`mutasi replay {name}.zip{more}` unpacks the deposit into a temporary folder, names libraries that differ, "
        f"runs the code of the deposit there and compares the hash of every table and of `estimates.csv` with "
        f"`replay.json`.{also} By hand: `cd repository && make report CYCLE={name}`.\n"
    )


def _programs(made: list[Table]) -> str:
    rows = [f"| {t.name} | {t.title['en']} | {t.sheet or '–'} | `{t.maker}` | `{t.stage}` |" for t in made]
    head = ["| table | what it is | sheet of tabel.xlsx | function | notebook |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])
