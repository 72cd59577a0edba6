//! Known answers: what Python's `re`, `json` and `hashlib` give for the same requests.
//!
//! The reference is `tests/python/hash_reference.py`; the tests there try many more.

use deltafold::internals::error::Result;
use deltafold::internals::json::Document;
use deltafold::internals::request_hash::{StoredRequest, http, inference, tool};

const KNOWN: [(&str, &str, &str); 5] = [
    (
        "a body of every kind",
        r#"{"test_id": "tests/a.py::b[\u00e9]", "request": {"method": "post",
            "url": "https://a.example/v1/chat;p?q#f",
            "body": {"z": [1, -0.0, 1e+16, 0.015625, NaN, 1000000000000000000000000000000],
            "\u00e9": "\ud83d", "a": null, "t": true,
            "n": "score: -1.5e7, attributes: {'x': 1} 2.3456789"}}}"#,
        "0f61c3a0167791240e6d3645e8e3541e082bd6fd29cb49198b8ed642ca360524",
    ),
    (
        "places of what is dropped",
        r#"{"test_id": null, "request": {"method": "POST",
            "url": "https://bedrock.example/x", "body": {"stream_options": {},
            "extra_body": {"project_id": 1, "extra_body": {"project_id": 2}},
            "x": [{"extra_query": {"project_id": 3, "stream_options": 1}}]}}}"#,
        "fe7d00caabd0f0fc18b45d8fd08749cdd24c79d9bf77cfd392ea50261c1b9d11",
    ),
    (
        "a model list",
        r#"{"test_id": "t", "request": {"method": "GET", "url": "http://a/v1/models",
            "body": {}}}"#,
        "fe6ec7355022a96382bc53857462b0dd784af5b4e7932d9e16bf4ab5514e8b35",
    ),
    (
        "another HTTP API",
        r#"{"request": {"test_id": "t", "method": "POST",
            "url": "https://a.example/v1/rerank?x=1",
            "payload": {"q": "document_id: 01234567-89ab-cdef-0123-456789abcdef"}}}"#,
        "08a61167312bda976354eca5a27de3b4d89fd0bd58d33a8c9dd3afa3da92c14b",
    ),
    (
        "a tool",
        r#"{"request": {"test_id": "t", "provider": "p", "tool_name": "n",
            "kwargs": {"x": 0.1234567, "q": "score: 1"}}}"#,
        "b307d03a7b12e1dc53b63e387c1ea6b53d0fab855174c15cd94c12fd235b3bc5",
    ),
];

#[test]
fn hashes_are_those_of_python() -> Result<()> {
    for (what, recording, expected) in KNOWN {
        let document = Document::parse(recording.into())?;
        let root = document.root();
        let request =
            root.get("request").and_then(|one| StoredRequest::of(one, root.get("test_id")));
        let hash = request.map(|request| request.hash()).transpose()?;
        assert_eq!(hash.map(|hash| hash.to_string()).as_deref(), Some(expected), "{what}");
    }
    Ok(())
}

#[test]
fn the_parts_of_a_request_give_the_same_hash() -> Result<()> {
    let document = Document::parse(KNOWN[0].1.into())?;
    let body = document.root().get("request").and_then(|request| request.get("body"));
    let hash = inference("POST", "http://b/v1/chat", body, Some("tests/a.py::b[é]"))?;
    assert_eq!(hash.to_string(), KNOWN[0].2, "host, query and case of the method do not matter");
    let document = Document::parse(KNOWN[3].1.into())?;
    let payload = document.root().get("request").and_then(|request| request.get("payload"));
    let hash = http("https://a.example/v1/rerank?x=1", "post", payload, Some("t"));
    assert_eq!(hash.to_string(), KNOWN[3].2);
    let document = Document::parse(KNOWN[4].1.into())?;
    let arguments = document.root().get("request").and_then(|request| request.get("kwargs"));
    assert_eq!(tool("p", "n", arguments).to_string(), KNOWN[4].2);
    Ok(())
}

#[test]
fn other_requests_have_no_hash() -> Result<()> {
    for request in [
        r#"{"test_id": "t", "provider": "p", "api": "files", "file_id": "f"}"#,
        r#"{"method": "POST", "body": {}}"#,
        r#"{"method": 5, "url": "http://a", "body": {}}"#,
        r#"{"method": "POST", "url": "http://a", "test_id": 5, "body": {}}"#,
        r#"{"provider": "p", "tool_name": null, "kwargs": {}}"#,
        "[]",
    ] {
        let document = Document::parse(request.into())?;
        assert!(StoredRequest::of(document.root(), None).is_none(), "{request}");
    }
    let url = Document::parse(br#"{"method": "POST", "url": "http://[", "body": 1}"#.to_vec())?;
    assert!(StoredRequest::of(url.root(), None).is_some_and(|request| request.hash().is_err()));
    Ok(())
}

#[test]
fn a_body_as_deep_as_documents_go_is_hashed() -> Result<()> {
    let depth = deltafold::internals::json::MAX_DEPTH;
    let deep = Document::parse(["[".repeat(depth), "]".repeat(depth)].concat().into())?;
    // On the small stack of a thread.
    let thread = std::thread::Builder::new().stack_size(128 << 10);
    let hash = thread.spawn(move || inference("POST", "http://a", Some(deep.root()), None).is_ok());
    assert!(hash.is_ok_and(|hash| hash.join().is_ok_and(|hashed| hashed)));
    Ok(())
}
