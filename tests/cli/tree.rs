//! A tree of recordings that is made for a test.

use std::fs;
use std::path::{Path, PathBuf};

use deltafold::internals::json::{Document, Layout, write};
use deltafold::internals::request_hash::{Rules, StoredRequest, older_hashes};

pub(super) const URL: &str = "https://api.example/v1/chat/completions";

/// A folder that is gone with the test.
pub(super) struct Tree(tempfile::TempDir);

impl Tree {
    pub(super) fn new() -> Self {
        Tree(tempfile::tempdir().unwrap())
    }

    pub(super) fn root(&self) -> &Path {
        self.0.path()
    }

    /// Output with the folder called ROOT, wherever it was.
    pub(super) fn shown(&self, text: &str) -> String {
        text.replace(&self.root().display().to_string(), "ROOT")
    }

    pub(super) fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A recording that is named by its hash.
    pub(super) fn add(&self, folder: &str, recording: &str) -> PathBuf {
        self.file(&format!("{folder}/{}.json", hash(recording)), laid_out(recording))
    }

    /// All files, relative to the folder.
    pub(super) fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut left = vec![self.root().to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => left.push(path),
                    false => found.push(self.shown(&path.display().to_string())),
                }
            }
        }
        found.sort();
        found
    }
}

/// A recording of a test, with a body that asks for `asked` and this response.
pub(super) fn recording(test: &str, asked: &str, response: &str) -> String {
    let body =
        format!(r#"{{"model": "oak-1", "messages": [{{"role": "user", "content": {asked}}}]}}"#);
    let request =
        format!(r#"{{"method": "POST", "url": "{URL}", "headers": {{}}, "body": {body}}}"#);
    format!(r#"{{"test_id": "{test}", "request": {request}, "response": {response}}}"#)
}

/// A response with one chat completion.
pub(super) const ANSWER: &str = r#"{"body": {"__type__": "ChatCompletion", "__data__": {"id": "x",
    "object": "model", "choices": []}}, "is_streaming": false}"#;

/// As the recorder writes it.
pub(super) fn laid_out(recording: &str) -> Vec<u8> {
    let document = Document::parse(recording.into()).unwrap();
    let mut bytes = Vec::new();
    write(document.root(), Layout::Indented, &mut bytes);
    bytes.push(b'\n');
    bytes
}

pub(super) fn hash(recording: &str) -> String {
    with_request(recording, |request| request.hash().unwrap().to_string())
}

/// The hash by the rules of a release.
pub(super) fn hash_by(rules: &str, recording: &str) -> String {
    let rules = Rules::named(rules).unwrap();
    with_request(recording, |request| request.hashes().unwrap().by(rules).to_string())
}

/// A list of models at this URL and endpoint; the digest of its ids is [`DIGEST`].
pub(super) fn model_list(test: &str, url: &str, endpoint: &str) -> String {
    format!(
        r#"{{"test_id": "{test}", "request": {{"method": "GET", "url": "{url}", "body": {{}},
        "endpoint": "{endpoint}"}}, "response": {{"body": [{{"__type__": "Model", "__data__":
        {{"id": "c", "object": "model"}}}}]}}}}"#
    )
}

/// sha256("c")
pub(super) const DIGEST: &str = "2e7d2c03";

/// A hash that no rule of today gives.
pub(super) fn older_hash(recording: &str) -> String {
    let today = hash(recording);
    with_request(recording, |request| {
        let mut olds = older_hashes(request).map(|hash| hash.unwrap().to_string());
        olds.find(|old| *old != today).unwrap()
    })
}

fn with_request<T>(recording: &str, look: impl Fn(&StoredRequest<'_>) -> T) -> T {
    let document = Document::parse(recording.into()).unwrap();
    let root = document.root();
    look(&StoredRequest::of(root.get("request").unwrap(), root.get("test_id")).unwrap())
}
