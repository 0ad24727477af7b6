import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

from analysis import did


@pytest.mark.parametrize("name", did.__all__)
def test_every_public_name_is_where_the_mapping_says(name):
    value = getattr(did, name)
    module = import_module(f"analysis.did.{did._WHERE[name][0]}")
    assert value is (getattr(module, did._WHERE[name][1]) if did._WHERE[name][1] else module)
    assert name in dir(did)


@pytest.mark.parametrize("room", ["estimators", "inference", "diagnostics"])
def test_every_module_of_the_method_is_public(room):
    package = import_module(f"analysis.did.{room}")
    missing = {m.name for m in pkgutil.iter_modules(package.__path__)} - set(did.__all__)
    assert not missing, f"name {sorted(missing)} in analysis/did/__init__.py"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = did.nonsense


def test_importing_the_package_loads_nothing_else():
    script = "import sys, analysis.did; print([m for m in ('numpy', 'pandas', 'scipy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
