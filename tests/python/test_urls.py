"""What is read out of a URL is what Python's urllib.parse reads out of it."""

from __future__ import annotations

import json
from urllib.parse import urlparse, urlsplit

from conftest import brackets_are_checked
from hypothesis import example, given, settings
from hypothesis import strategies as st

import deltafold

characters = st.text(st.sampled_from("htp:/?#;[]@%&=. \t\n\r\x00é1ab-+_İẞ"), max_size=16)
schemes = st.sampled_from(["https://", "HTTP://", "//", "", " \x1f", "http:", "localhost:"])
hosts = st.sampled_from(
    "h.example|u:p@H.Example:80|a@b@c|[::1]:80|[FE80::1%Eth0]|[::1|[v1.x]|[1.2.3.4]|a／b|bücher.example|:80|".split(
        "|"
    )
)
paths = st.sampled_from(
    ["/v1/x", "?x=1/2", "#x/2", "?x#y/z", "/a;b/c;d?e;f", ";p/q", "/%2f//x", ""]
)
urls = st.tuples(schemes, hosts, paths).map("".join) | st.tuples(
    characters, hosts, paths, characters
).map("".join)


@brackets_are_checked
@settings(max_examples=500)
@given(urls)
@example("https://h.example?x=1/2")
def test_the_endpoint_of_a_cassette_is_the_path(url: str) -> None:
    try:
        expected = urlparse(url).path
    except ValueError:
        expected = ""
    interaction = {
        "request": {"method": "GET", "uri": url, "body": None, "headers": {}},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {},
            "body": {"string": "{}"},
        },
    }
    text = json.dumps({"version": 1, "interactions": [interaction]})
    assert deltafold.loads(text).request.endpoint == expected


@brackets_are_checked
@settings(max_examples=500)
@given(urls)
def test_an_unknown_provider_is_the_host_with_its_port(url: str) -> None:
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        host = ""
    recording = deltafold.loads(json.dumps({"request": {"url": url}, "response": {}}))
    assert recording.provider == (host or None)
