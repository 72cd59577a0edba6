//! Every recording among the fixtures is of the kind that `kinds.json` gives.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use deltafold::internals::recording::Recording;

#[test]
fn every_fixture_is_of_its_kind() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/recordings");
    let text = fs::read_to_string(folder.join("kinds.json"))?;
    let expected: BTreeMap<String, String> = serde_json::from_str(&text)?;
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if !path.ends_with("kinds.json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.insert(name, Recording::load(&path)?.kind().as_str().to_owned());
        }
    }
    assert_eq!(found, expected);
    Ok(())
}
