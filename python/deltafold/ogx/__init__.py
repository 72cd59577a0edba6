"""A drop-in for the recorder of OGX (formerly Llama Stack): the same objects, faster."""

from __future__ import annotations

from deltafold.ogx._reading import recording_from_file

__all__ = ["recording_from_file"]
