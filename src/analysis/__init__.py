"""Evaluation of civil-servant (ASN) rotation programmes.

Data flow one way: raw exports → :mod:`analysis.intake` → :mod:`analysis.panels.build` →
:mod:`analysis.did` → :mod:`analysis.reporting`. :mod:`analysis.pipeline.run` runs the notebooks
that call them, and :mod:`analysis.cli` is the command ``mutasi``.
"""

__version__ = "0.2.0"
