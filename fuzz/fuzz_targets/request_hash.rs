//! The hash of a request does not depend on its layout or the order of its members, and is that of
//! a text that is JSON.

#![no_main]

use deltafold::Document;
use deltafold::internals::json::{Builder, Cursor, Layout, write};
use deltafold::internals::request_hash::{RULES, StoredRequest};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|text: &[u8]| {
    let Ok(document) = Document::parse(text.to_vec()) else { return };
    let Some(hash) = hash(&document) else { return };
    for layout in [Layout::OneLine, Layout::Indented, Layout::Dense] {
        let mut other = Vec::new();
        write(document.root(), layout, &mut other);
        assert_eq!(self::hash(&Document::parse(other).expect("valid JSON")), Some(hash.clone()));
    }
    let mut reversed = Builder::new();
    reverse(document.root(), &mut reversed);
    let reversed = Document::parse(reversed.finish()).expect("valid JSON");
    assert_eq!(self::hash(&reversed), Some(hash));
});

/// The hash, or the error's text, if there is a request.
fn hash(document: &Document) -> Option<String> {
    let root = document.root();
    let request = StoredRequest::of(root.get("request").unwrap_or(root), root.get("test_id"))?;
    let text = match request.hashed_text(&RULES[0]) {
        Ok(text) => text,
        Err(error) => return Some(error.to_string()),
    };
    // Python writes a float that is not finite as a word.
    Document::parse(text.clone()).expect("valid JSON");
    let hash = request.hash().expect("it has a text").to_string();
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, digest);
    assert_eq!(
        request.hashes().expect("it has a text").each().next().map(|of| of.1.to_string()),
        Some(digest)
    );
    Some(hash)
}

/// Writes objects from their last member to the first.
fn reverse(value: Cursor<'_>, json: &mut Builder) {
    if !value.is_object() {
        return json.value(value);
    }
    json.begin_object();
    for (key, member) in value.members().collect::<Vec<_>>().into_iter().rev() {
        json.key_text(key);
        reverse(member, json);
    }
    json.end_object();
}
