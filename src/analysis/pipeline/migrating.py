"""Bring the cycle file of an older version to this one: only what must change, with comments and order kept.

From 0.1 to 0.2 no key was renamed or taken away, and no default changed; keys were added. So a file of 0.1 is read as
it is, and all that changes is that it says its version.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from analysis import cycle as cycles
from analysis.errors import UserError
from analysis.store import yaml_files
from analysis.store.repository import Folders

#: Version → what makes a file of the version after it from the text of one; the version's line is written for all.
_STEPS: dict[str, Callable[[str], str]] = {"0.1": lambda text: text}


@dataclass(frozen=True)
class Migration:
    """What migrating does to a cycle file.

    Attributes
    ----------
    path : the file.
    version : that it was written for.
    before, after : its text.
    """

    path: Path
    version: str
    before: str
    after: str

    def diff(self) -> list[str]:
        """Return the lines that change, as ``diff -u`` shows them; none where the file is of this version."""
        name = f"cycles/{self.path.name}"
        lines = (self.before.splitlines(), self.after.splitlines())
        return list(difflib.unified_diff(*lines, f"{name} ({self.version})", name, lineterm=""))

    def write(self) -> None:
        """Replace the file when all of it is ready."""
        partial = self.path.with_suffix(".partial")
        partial.write_text(self.after, encoding="utf-8", newline="")
        partial.replace(self.path)


def migrate(root: Path, name: str) -> Migration:
    """Work out what a cycle file of an older version becomes; nothing is written.

    Raises
    ------
    UserError
        If the file is not there, cannot be read, is of a later version, or what comes out would not be the same cycle.
    """
    folders = Folders(root, name)
    before = cycles.load(root, name)
    path = folders.cycle_file
    text = path.read_bytes().decode("utf-8-sig")  # line ends as they are
    after = text
    for version in cycles.VERSIONS[cycles.VERSIONS.index(before.version) : -1]:
        after = _STEPS[version](after)
    if before.version != cycles.VERSIONS[-1]:
        after = _with_version(folders, after)
        try:
            same = cycles.Cycle.model_validate(yaml_files.parse(after))
        except (ValidationError, yaml_files.Unclear) as error:
            raise _by_hand(folders) from error
        if same.model_dump(exclude={"version"}) != before.model_dump(exclude={"version"}):
            raise _by_hand(folders)
    return Migration(path, before.version, text, after)


def _with_version(folders: Folders, text: str) -> str:
    """Write the version into a cycle file: in place of an older one, else on a line below its name."""
    line = f'version: "{cycles.VERSIONS[-1]}"'
    document = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(document, yaml.MappingNode) or document.flow_style:
        raise _by_hand(folders)
    held = {name.value: (name, value) for name, value in document.value}
    if "version" in held:
        name, value = held["version"]
        return text[: name.start_mark.index] + line + text[value.end_mark.index :]
    at = text.find("\n", held["cycle"][1].end_mark.index)
    ends = "\r\n" if "\r\n" in text else "\n"
    return text + ends + line + ends if at < 0 else text[: at + 1] + line + ends + text[at + 1 :]


def _by_hand(folders: Folders) -> UserError:
    return UserError(
        f"{folders.below(folders.cycle_file)}: the version could not be written without changing other lines; add the "
        f'line version: "{cycles.VERSIONS[-1]}" by hand.'
    )
