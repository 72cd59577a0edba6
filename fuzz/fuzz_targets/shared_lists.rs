//! A list whose elements share what repeats is the list of the plain document, in every reader.

#![no_main]

use deltafold::internals::json::{
    Cursor, Document, FoldedDocument, FoldedText, Layout, ListBuilder, write,
};
use libfuzzer_sys::fuzz_target;

const PATH: [&str; 2] = ["response", "body"];

fuzz_target!(|text: &[u8]| {
    compare(text);
    // The same as elements, each of them several times, since what repeats is what is shared.
    let elements: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let list = [&elements[..], &elements[..], &elements[..]].concat().join(&b",\n"[..]);
    compare(&[&b"{\"response\": {\"x\": [1], \"body\": ["[..], &list, b"]}, \"y\": 2}"].concat());
});

fn compare(text: &[u8]) {
    let plain = Document::parse(text.to_vec());
    let folded = FoldedDocument::parse(text.to_vec(), &PATH);
    let (plain, folded) = match (plain, folded) {
        (Ok(plain), Ok(folded)) => (plain, folded),
        (plain, folded) => {
            let error = |error: deltafold::Error| error.to_string();
            return assert_eq!(plain.map(drop).map_err(error), folded.map(drop).map_err(error));
        }
    };
    assert_eq!(written(folded.unfolded().expect("memory").root()), written(plain.root()));
    // The bytes of a document with a key that comes twice are other ones.
    if folded.len() == 0 || plain.bytes() != text {
        return;
    }
    let list = PATH.iter().try_fold(plain.root(), |value, key| value.get(key)).expect("a list");
    let items: Vec<&[u8]> = list.items().map(Cursor::raw).collect();
    assert_eq!(folded.len(), items.len());
    let mut builder = ListBuilder::new();
    for (number, item) in items.iter().enumerate() {
        assert_eq!(folded.element(number).expect("an element").bytes(), *item);
        builder.push(item).expect("valid JSON");
    }
    let built = builder.finish(b"[", b"]").expect("a list");
    assert_eq!(written(built.unfolded().expect("memory").root()), written(list));
    if let Ok(Some(lent)) = FoldedText::parse(text, &PATH) {
        assert_eq!(lent.len(), items.len());
    }
}

fn written(value: Cursor<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, Layout::OneLine, &mut bytes);
    bytes
}
