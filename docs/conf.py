"""Settings of the book; `make docs` builds it. Why Sphinx: decisions/book.md."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "mutasi"
author = "Tim evaluasi program mutasi"
project_copyright = "MIT licence"
html_title = "Mutasi: evaluating rotation"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "equations", "source_role", "from_code"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "generated/hashes.md"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
# a page that names a file beside it in the repository offers it for download
suppress_warnings = ["myst.header"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "no-value": True}
numpydoc_show_class_members = False
add_module_names = False
toc_object_entries = False

# a dash of an option stays as it is typed
smartquotes = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}
# nothing of a build depends on the day
html_last_updated_fmt = None
templates_path: list[str] = []
