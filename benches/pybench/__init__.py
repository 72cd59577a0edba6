"""The parts of ``benches/generate.py`` and ``benches/peers.py``."""
