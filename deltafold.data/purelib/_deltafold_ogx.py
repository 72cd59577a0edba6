"""Installs `deltafold.ogx` in a process with the environment variable DELTAFOLD_OGX.

Its value chooses the objects; DELTAFOLD_OGX_WARNINGS=once makes the log shorter.

`deltafold-ogx.pth` imports this when such a process starts. deltafold itself is imported when the
recorder is, so the process's other imports are as before.
"""

import os
import sys
from importlib.machinery import PathFinder

# Those of `deltafold.ogx._recorder`, which is not imported here: it would cost every process time.
RECORDERS = (
    "ogx.testing.api_recorder",
    "llama_stack.testing.api_recorder",
    "llama_stack.testing.inference_recorder",
)


class Finder:
    """Finds the recorder as Python does, and installs the drop-in once it has been imported."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """The recorder's spec, or None for all other modules."""
        if name not in RECORDERS:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                install(module)

            spec.loader.exec_module = exec_module
        return spec


def install(module):
    """Install it with the objects that DELTAFOLD_OGX chooses; the process goes on in any case."""
    objects = os.environ.get("DELTAFOLD_OGX")
    if not objects:
        return
    try:
        from deltafold import ogx

        warnings = os.environ.get("DELTAFOLD_OGX_WARNINGS") or "each"
        status = ogx.install(objects, module=module, warnings=warnings)
    except Exception as error:
        status = f"not installed: {error}"
    print(f"deltafold.ogx: {status}", file=sys.stderr, flush=True)


sys.meta_path.insert(0, Finder)
