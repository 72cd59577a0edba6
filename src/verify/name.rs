//! `name`: compares the file's name with the names that it may have by the rules of the releases.

use super::examined::Examined;
use super::finding::Finding;
use super::naming::Naming;
use super::run::Criteria;
use crate::error::{Result, shown};
use crate::request_hash::FileName;
use crate::request_hash::{Former, FormerTest, RULES, RuleSet};

pub(crate) const CHECK: &str = "name";

pub(crate) fn check(examined: &Examined<'_>, criteria: &Criteria) -> Result<Option<Finding>> {
    if let Some((_, Err(error))) = &examined.request {
        return Ok(Some(Finding::new(CHECK, format!("the request has no hash: {error}"))));
    }
    let Some(naming) = Naming::of(examined, &criteria.renamings)? else { return Ok(None) };
    let finding = finding(examined, &naming, criteria.accepted);
    // It is set once: each recording is checked once.
    drop(examined.naming.set(naming));
    Ok(finding)
}

/// What is wrong with the name, if it is not one by the `accepted` rules.
pub(crate) fn finding(
    examined: &Examined<'_>,
    naming: &Naming,
    accepted: RuleSet,
) -> Option<Finding> {
    if !naming.releases().common(accepted).is_empty() {
        return None;
    }
    // The old name may show which rules the tree was recorded by.
    let shown = match naming {
        Naming::Misshapen(rules) => rules.common(accepted),
        _ => accepted,
    };
    let wanted = if shown.is_empty() { accepted } else { shown };
    let stems = examined.stems();
    let stems: Vec<_> =
        stems.iter().filter(|(rules, _)| !rules.common(wanted).is_empty()).collect();
    let expected = match &stems[..] {
        [(_, stem)] => format!("{stem}.json"),
        _ => {
            let each = stems.iter().map(|(rules, stem)| format!("{stem}.json ({rules})"));
            each.collect::<Vec<_>>().join(" or ")
        }
    };
    let message = format!("{}: expected {expected}", what(examined, naming, accepted));
    let is_clear = stems.len() == 1 && is_proved(naming);
    let other = match naming {
        Naming::OtherRequest(path) => Some(path.clone()),
        _ => None,
    };
    Some(Finding { new_name: is_clear.then_some(expected), other, ..Finding::new(CHECK, message) })
}

/// Whether the file is proved to be the recording of its request as it is now.
fn is_proved(naming: &Naming) -> bool {
    match naming {
        Naming::Releases(_) | Naming::Misshapen(_) => true,
        // The test makes the request that was recorded, or the one that was edited: a new recording
        // shows which.
        Naming::Former(former) => !former.is_edited && former.test != FormerTest::Nobody,
        Naming::OtherTest(_) | Naming::OtherRequest(_) | Naming::Unexplained | Naming::NotAHash => {
            false
        }
    }
}

fn what(examined: &Examined<'_>, naming: &Naming, accepted: RuleSet) -> String {
    match naming {
        Naming::Releases(rules) => format!("named by the rules of {rules}, not of {accepted}"),
        Naming::Misshapen(_) => misshapen(examined).to_owned(),
        Naming::Former(former) => of_former(former),
        Naming::OtherTest(test) => {
            format!("the name is the hash of this request for another test, {test}")
        }
        Naming::OtherRequest(path) => {
            format!("the name is the hash of another request, that of {}", shown(path))
        }
        Naming::Unexplained => "the name fits none of the rules for this request or its test's \
                                former ids; the request or the test id was edited after recording"
            .to_owned(),
        Naming::NotAHash => "the name is not a request hash".to_owned(),
    }
}

/// What is wrong with a name that has the hash of the request.
fn misshapen(examined: &Examined<'_>) -> &'static str {
    match (FileName::of(examined.path), examined.digest()) {
        (Some(name), _) if name.whole().is_none() => {
            "the name has only 12 digits of the request hash"
        }
        (Some(FileName { digest: Some(_), .. }), Some(_)) => {
            "the name has the digest of other models"
        }
        (_, Some(_)) => "the name is not that of a model list",
        _ => "the name is that of a model list, but the request is none",
    }
}

fn of_former(former: &Former) -> String {
    let oldest = RULES[0].name;
    let mut text = "the name is the hash of this request".to_owned();
    match &former.test {
        FormerTest::Same => {}
        FormerTest::Nobody => text.push_str(" for no test"),
        FormerTest::Id(test) => {
            let test = String::from_utf8_lossy(test);
            text.push_str(&format!(" for the test's former id, {test}"));
        }
    }
    let comma = if former.test == FormerTest::Same { "" } else { "," };
    if former.is_older {
        text.push_str(&format!("{comma} by rules older than {oldest}"));
    }
    if former.is_edited {
        text.push_str(&format!("{comma} before texts in it were replaced"));
    }
    text
}
