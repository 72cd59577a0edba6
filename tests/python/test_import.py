"""Importing the package is cheap: it brings in nothing but itself and the standard library."""

import subprocess
import sys

LIST_FOREIGN = """
import sys
before = set(sys.modules)
import deltafold
deltafold.loads('{"response": {"body": null}}')
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(tops - set(sys.stdlib_module_names)))
"""


def test_no_other_package_is_imported() -> None:
    """In a process of its own, since pytest has imported much already."""
    command = [sys.executable, "-c", LIST_FOREIGN]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["deltafold"]
