"""The pytest plugin: fixtures for clients that are answered from recordings.

It is loaded in every run of pytest, so it imports nothing until a fixture is asked for, and says
nothing in runs that ask for none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pytest

if TYPE_CHECKING:
    import anthropic
    import openai

    from deltafold.replay import RecordingStore, Redaction, ReplayTransport

_Record = Literal["none", "once", "new", "all"]
_RECORDS = get_args(_Record)
_FOLDER = "recordings"
_MARKER = (
    "llm_replay(path=None, match='auto', mode='none', denied=False): where the test's recordings of "
    "LLM calls are, how requests are matched with them, what is recorded: none, once, new or all, and "
    "whether answers that deny access are"
)
_OUTPUT = "deltafold"
# Clients ask for a key, even if nothing is sent.
_NO_KEY = "no-key"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of recording."""
    group = parser.getgroup("deltafold")
    group.addoption(
        "--llm-record",
        choices=_RECORDS,
        default=None,
        help="which LLM calls are sent and recorded: none (the default), those of tests without any "
        "recording (once), those that have none (new), or all",
    )
    group.addoption(
        "--llm-fail-unused",
        action="store_true",
        default=False,
        help="fail if there are recordings of LLM calls that no test asks for",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", _MARKER)


class _Counts:
    """What a process has counted. Dataclasses would take longer to define than all else here."""

    def __init__(self) -> None:
        self.hits = 0
        self.misses = 0
        self.recorded = 0
        # The recordings that were used, and all that a test that ran could have used.
        self.used: set[str] = set()
        self.expected: set[str] = set()

    def add(self, other: _Counts) -> None:
        self.hits += other.hits
        self.misses += other.misses
        self.recorded += other.recorded
        self.used |= other.used
        self.expected |= other.expected

    @property
    def unused(self) -> list[str]:
        return sorted(self.expected - self.used)


class _Session:
    """The stores that tests have asked for. Each is read once, however many tests use it."""

    def __init__(self) -> None:
        self.stores: dict[tuple[object, ...], RecordingStore] = {}
        self.tests: set[str] = set()
        self.written: set[str] = set()
        self.recorded = 0
        # What was counted at the end, by the processes of pytest-xdist if there are any.
        self.total: _Counts | None = None

    def store(self, paths: tuple[Path, ...], match: Any) -> RecordingStore:
        from deltafold.replay import RecordingStore

        place = (paths, match)
        if place not in self.stores:
            self.stores[place] = RecordingStore(paths, match=match)
        return self.stores[place]

    def counts(self, session: pytest.Session) -> _Counts:
        from deltafold.replay._expected import Expected

        counts = _Counts()
        counts.recorded = self.recorded
        collected = {_test_id(item) for item in session.items}
        expected = Expected(
            session.config.rootpath, self.tests, collected, is_part=_is_part(session.config)
        )
        for store in self.stores.values():
            counts.hits += store.hits
            counts.misses += store.misses
            for entry in store._index.entries.values():
                if entry.is_used:
                    counts.used.add(entry.name)
                # What was recorded anew, or removed, was not asked for.
                is_old = entry.path not in self.written and Path(entry.path).exists()
                if is_old and expected.has(entry.test_id):
                    counts.expected.add(entry.name)
        return counts


_SESSION = pytest.StashKey[_Session]()
_PASSED = pytest.StashKey[bool]()


def _session(config: pytest.Config) -> _Session:
    return config.stash.setdefault(_SESSION, _Session())


def _test_id(item: pytest.Item) -> str:
    """The id of a test; without the group that pytest-xdist appends."""
    test_id = item.nodeid
    for mark in item.iter_markers("xdist_group"):
        name = mark.kwargs.get("name", mark.args[0] if mark.args else "default")
        test_id = test_id.removesuffix(f"@{name}")
    return test_id


def _is_part(config: pytest.Config) -> bool:
    """Whether only some of the tests of the files are asked for."""
    options = ("keyword", "markexpr", "deselect", "lf", "last_failed")
    is_part = any("::" in arg for arg in config.args)
    return is_part or any(config.getoption(name, default=None) for name in options)


class _Chosen:
    """What a test's markers and the command line say."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        found: dict[str, Any] = {}
        # The closest marker comes first.
        for mark in request.node.iter_markers("llm_replay"):
            if mark.args or not mark.kwargs.keys() <= {"path", "match", "mode", "denied"}:
                raise pytest.UsageError(
                    f"{request.node.nodeid}: expected llm_replay(path=, match=, mode=, denied=), "
                    f"not {mark}"
                )
            found = {**mark.kwargs, **found}
        record = request.config.getoption("--llm-record") or found.get("mode", "none")
        if record not in _RECORDS:
            raise pytest.UsageError(
                f"{request.node.nodeid}: expected the mode of llm_replay to be one of "
                f"{', '.join(_RECORDS)}, not {record!r}"
            )
        path = found.get("path") or _FOLDER
        paths = path if isinstance(path, list | tuple) else [path]
        if not all(isinstance(each, str | os.PathLike) for each in paths):
            raise pytest.UsageError(
                f"{request.node.nodeid}: expected the path of llm_replay to be a folder or a list of "
                f"folders, not {path!r}"
            )
        match = found.get("match", "auto")
        self.paths = tuple(request.path.parent / each for each in paths)
        self.match = tuple(match) if isinstance(match, list) else match
        self.record: _Record = record
        self.denied = bool(found.get("denied", False))


@pytest.fixture
def llm_upstream() -> Any:
    """What recording sends requests to: a transport or a client of httpx or httpx2; override it.

    None is the API that the client is for.
    """
    return None


@pytest.fixture
def llm_redaction() -> Redaction:
    """What must not be in recordings; override it to add rules."""
    from deltafold.replay import Redaction

    return Redaction()


@pytest.fixture
def llm_recordings(request: pytest.FixtureRequest) -> RecordingStore:
    """The store of the test's recordings: the folder `recordings` beside the test's file, unless
    `@pytest.mark.llm_replay(path=…)` names another."""
    chosen = _Chosen(request)
    session = _session(request.config)
    test_id = _test_id(request.node)
    session.tests.add(test_id)
    return session.store(chosen.paths, chosen.match).for_test(test_id)


@pytest.fixture
def llm_transport(
    request: pytest.FixtureRequest,
    llm_recordings: RecordingStore,
    llm_upstream: Any,
    llm_redaction: Redaction,
) -> Iterator[ReplayTransport]:
    """A transport for clients of httpx and httpx2, which answers from the test's recordings."""
    from deltafold.replay import ReplayTransport

    chosen = _Chosen(request)
    record = chosen.record
    own = _own_files(llm_recordings, _test_id(request.node)) if record in ("once", "all") else set()
    mode = _mode(record, has_own=bool(own))
    failed = request.session.testsfailed
    transport = ReplayTransport(
        llm_recordings,
        mode=mode,
        upstream=llm_upstream,
        redaction=llm_redaction,
        denied=chosen.denied,
    )
    with transport:
        yield transport
    if transport.recorder is not None:
        written = {str(path) for path in transport.recorder.written}
        session = _session(request.config)
        session.written |= written
        session.recorded += len(written)
        has_passed = request.node.stash.get(_PASSED, False)
        # Subtests fail without failing the call.
        has_passed &= request.session.testsfailed == failed
        if mode == "record" and written and has_passed:
            # Of a test that passes, nothing is left from before.
            for path in own - written:
                Path(path).unlink(missing_ok=True)


def _own_files(store: RecordingStore, test_id: str) -> set[str]:
    from deltafold.replay._match import is_same_test

    len(store)  # Reads it.
    entries = store._index.entries.values()
    return {entry.path for entry in entries if is_same_test(entry.test_id, test_id)}


def _mode(record: _Record, *, has_own: bool) -> Literal["replay", "record", "record-if-missing"]:
    if record == "all" or (record == "once" and not has_own):
        return "record"
    return "record-if-missing" if record == "new" else "replay"


def _client(default: type, transport: ReplayTransport) -> Any:
    """A client of the library that an SDK's own clients are of: httpx, or httpx2 in newer ones.

    Their own classes do not all take a transport that is for both.
    """
    classes = [each for each in default.__mro__ if each.__module__.startswith("httpx")]
    return classes[0](transport=transport, follow_redirects=True)


def _key(name: str, transport: ReplayTransport) -> str:
    recorder = transport.recorder
    # Servers of one's own mostly need none.
    is_public = not os.environ.get(name.replace("_API_KEY", "_BASE_URL"))
    key = os.environ.get(name)
    if key or recorder is None or recorder.upstream is not None or not is_public:
        return key or _NO_KEY
    recorder._check = _fail_without_key
    return f"{_NO_KEY}-{name}"


def _fail_without_key(request: Any) -> None:
    """Fail the test before the API refuses a request, which would be recorded."""
    for value in request.headers.values():
        _, is_missing, name = value.partition(f"{_NO_KEY}-")
        if is_missing:
            pytest.fail(f"{name} is not set, and recording needs it", pytrace=False)


@pytest.fixture
def openai_replay(llm_transport: ReplayTransport) -> Iterator[openai.OpenAI]:
    """A client of OpenAI's SDK."""
    import openai

    client = _client(openai.DefaultHttpxClient, llm_transport)
    with openai.OpenAI(api_key=_key("OPENAI_API_KEY", llm_transport), http_client=client) as sdk:
        yield sdk


@pytest.fixture
def async_openai_replay(llm_transport: ReplayTransport) -> openai.AsyncOpenAI:
    """An asynchronous client of OpenAI's SDK."""
    import openai

    client = _client(openai.DefaultAsyncHttpxClient, llm_transport)
    return openai.AsyncOpenAI(api_key=_key("OPENAI_API_KEY", llm_transport), http_client=client)


@pytest.fixture
def anthropic_replay(llm_transport: ReplayTransport) -> Iterator[anthropic.Anthropic]:
    """A client of Anthropic's SDK."""
    import anthropic

    client = _client(anthropic.DefaultHttpxClient, llm_transport)
    with anthropic.Anthropic(
        api_key=_key("ANTHROPIC_API_KEY", llm_transport), http_client=client
    ) as sdk:
        yield sdk


@pytest.fixture
def async_anthropic_replay(llm_transport: ReplayTransport) -> anthropic.AsyncAnthropic:
    """An asynchronous client of Anthropic's SDK."""
    import anthropic

    client = _client(anthropic.DefaultAsyncHttpxClient, llm_transport)
    key = _key("ANTHROPIC_API_KEY", llm_transport)
    return anthropic.AsyncAnthropic(api_key=key, http_client=client)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Note whether a test has passed: one that was skipped or interrupted has not."""
    yield
    # Unittest's plugin adds the exception of its tests.
    item.stash[_PASSED] = call.when == "call" and call.excinfo is None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a process of pytest-xdist has counted."""
    output = getattr(node, "workeroutput", {}).get(_OUTPUT)
    if output is not None:
        counts = _Counts()
        vars(counts).update(output, used=set(output["used"]), expected=set(output["expected"]))
        session = _session(node.config)
        session.total = session.total or _Counts()
        session.total.add(counts)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was counted, and fail the run if `--llm-fail-unused` says so."""
    config = session.config
    if (found := config.stash.get(_SESSION, None)) is None:
        return
    counts = found.total = found.total or found.counts(session)
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is not None:
        # Only plain values reach another process.
        output[_OUTPUT] = {
            **vars(counts),
            "used": list(counts.used),
            "expected": list(counts.expected),
        }
    elif config.getoption("--llm-fail-unused") and counts.unused and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how the recordings were used, if they were."""
    found = config.stash.get(_SESSION, None)
    if found is None or found.total is None:
        return
    counts = found.total
    hits = "1 hit" if counts.hits == 1 else f"{counts.hits} hits"
    misses = "1 miss" if counts.misses == 1 else f"{counts.misses} misses"
    line = f"llm recordings: {hits}, {misses}, {len(counts.unused)} unused"
    if counts.recorded:
        line += f", {counts.recorded} recorded"
    if counts.misses:
        line += "; --llm-record=new records what is missing"
    is_failure = bool(config.getoption("--llm-fail-unused") and counts.unused)
    terminalreporter.write_line(line, red=is_failure)
    if is_failure or terminalreporter.verbosity > 0:
        for name in counts.unused:
            terminalreporter.write_line(f"  unused: {os.path.relpath(name, config.rootpath)}")
