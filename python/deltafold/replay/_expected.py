"""Which recordings a run of tests could have used."""

from __future__ import annotations

from pathlib import Path

from deltafold.replay._match import is_same_test


class Expected:
    """The recordings of the tests that ran, of no test, and of tests that are no more.

    `tests` are the ids of those that ran, and `collected` of all that were found below `root`; if
    that `is_part` of them, nothing is known of the others.
    """

    def __init__(self, root: Path, tests: set[str], collected: set[str], *, is_part: bool) -> None:
        self.root = root
        self.tests = tests
        self.collected = collected
        self.is_part = is_part
        self.files = {test_id.partition("::")[0] for test_id in collected}
        # The answer for each recorded id, since many recordings have the same.
        self.known: dict[str, bool] = {}

    def has(self, test_id: str | None) -> bool:
        """Whether the recordings with this id are among them."""
        if test_id is None or test_id in self.tests:
            return True
        if test_id not in self.known:
            self.known[test_id] = self._is_expected(test_id)
        return self.known[test_id]

    def _is_expected(self, test_id: str) -> bool:
        if any(is_same_test(test_id, test) for test in self.tests):
            return True
        if self.is_part or any(is_same_test(test_id, test) for test in self.collected):
            return False
        file = test_id.partition("::")[0]
        if any(is_same_test(file, each) for each in self.files):
            return True
        return not (self.root / file).exists()
