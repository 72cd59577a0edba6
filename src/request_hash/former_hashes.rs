//! Hashes that a request had under rules before those of any release, before its texts were edited,
//! or for a former id of its test. They show that a name belongs to a request.

use std::borrow::Cow;
use std::sync::Arc;

use super::by_test::{AroundTest, TestPart};
use super::former::{FormerForm, MOST_RENAMINGS, Seen};
use super::hash::RequestHash;
use super::renaming::Renaming;
use super::stored::StoredRequest;
use crate::error::Result;

/// How a former hash differs from the present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Whether it is computed by rules before those of any release.
    pub is_older: bool,
    /// Whether texts of the request were renamed since.
    pub is_edited: bool,
    /// The test that it was computed for.
    pub test: FormerTest,
}

/// The test of a former hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormerTest {
    /// The same
    Same,
    /// None at all
    Nobody,
    /// One with this id, in WTF-8
    Id(Vec<u8>),
}

/// The former hashes of a request.
#[derive(Debug)]
pub struct FormerHashes<'r, 'a> {
    request: &'r StoredRequest<'a>,
    test_id: Option<Vec<u8>>,
    renamings: Arc<[Arc<Renaming>]>,
}

impl<'r, 'a> FormerHashes<'r, 'a> {
    /// Those of a request, also before any of these renamings.
    pub fn of(request: &'r StoredRequest<'a>, renamings: &[Renaming]) -> Self {
        let renamings = renamings.iter().take(MOST_RENAMINGS).cloned().map(Arc::new);
        let test_id = request.test_id().map(|test_id| test_id.to_wtf8().into_owned());
        FormerHashes { request, test_id, renamings: renamings.collect() }
    }

    /// How the hash differs that `fits`, if any does.
    ///
    /// # Errors
    ///
    /// As [`StoredRequest::hash`].
    pub fn find(&self, fits: impl Fn(&RequestHash) -> bool) -> Result<Option<Former>> {
        self.find_in(|around, form| {
            let hashes = around.hashes();
            let found = self.tests().find(|(test, _)| fits(&hashes.hash(test.part())));
            found.map(|(test, is_older)| self.former(form, test, is_older))
        })
    }

    /// The same for the ids of tests that the file may have been recorded for, by the current rules.
    ///
    /// # Errors
    ///
    /// As [`StoredRequest::hash`].
    pub fn find_test<'t, I: Iterator<Item = Cow<'t, [u8]>>>(
        &self,
        candidates: impl Fn() -> I,
        fits: impl Fn(&RequestHash) -> bool,
    ) -> Result<Option<Former>> {
        if self.request.is_tool() {
            return Ok(None);
        }
        let forms = self.current_forms()?;
        Ok(forms.iter().find_map(|(form, around, _)| {
            let hashes = around.hashes();
            let found = candidates().find(|test| fits(&hashes.hash(TestPart::Is(test))))?;
            Some(self.former(form, Tried::Id(found.into_owned()), false))
        }))
    }

    /// Tries every form of the body, those of the current rules first.
    fn find_in(
        &self,
        mut look: impl FnMut(&AroundTest, &FormerForm) -> Option<Former>,
    ) -> Result<Option<Former>> {
        // The hash of a tool call has never changed, and it has no test.
        if self.request.is_tool() {
            return Ok(None);
        }
        let forms = self.current_forms()?;
        if let Some(former) = forms.iter().find_map(|(form, around, _)| look(around, form)) {
            return Ok(Some(former));
        }
        for (form, _, seen) in forms {
            for older in form.older(seen) {
                let (around, _) = self.request.around_test(&older)?;
                if let Some(former) = look(&around, &older) {
                    return Ok(Some(former));
                }
            }
        }
        Ok(None)
    }

    /// The present form, and those before renamings.
    fn current_forms(&self) -> Result<Vec<(FormerForm, AroundTest, Seen)>> {
        let current = FormerForm::current(self.renamings.clone());
        let (around, seen) = self.request.around_test(&current)?;
        let mut forms = vec![(current.clone(), around, seen)];
        for form in current.before_renamings(seen) {
            let (around, seen) = self.request.around_test(&form)?;
            forms.push((form, around, seen));
        }
        Ok(forms)
    }

    /// The tests to try, and whether only older rules have them so.
    fn tests(&self) -> impl Iterator<Item = (Tried, bool)> {
        let own = match &self.test_id {
            Some(test_id) => Tried::Id(test_id.clone()),
            None => Tried::Null,
        };
        let undone = self.test_id.iter().flat_map(|test_id| {
            let renamings = Renaming::known().iter().chain(self.renamings.iter().map(|one| &**one));
            let undone = renamings.filter(|renaming| renaming.is_in(test_id));
            undone.map(|renaming| (Tried::Id(renaming.undone(test_id).into_owned()), false))
        });
        [(own, false), (Tried::Absent, true)]
            .into_iter()
            .chain(undone)
            .chain([(Tried::Null, false)])
    }

    fn former(&self, form: &FormerForm, test: Tried, is_older: bool) -> Former {
        let test = match test {
            Tried::Id(test) if self.test_id.as_ref() != Some(&test) => FormerTest::Id(test),
            Tried::Null if self.test_id.is_some() => FormerTest::Nobody,
            _ => FormerTest::Same,
        };
        let is_older = is_older || !form.is_current();
        Former { is_older, is_edited: form.is_renamed(), test }
    }
}

/// What is tried as the test of a hash.
enum Tried {
    Id(Vec<u8>),
    Null,
    Absent,
}

impl Tried {
    fn part(&self) -> TestPart<'_> {
        match self {
            Tried::Id(test) => TestPart::Is(test),
            Tried::Null => TestPart::Null,
            Tried::Absent => TestPart::Absent,
        }
    }
}

/// The hashes of this request under rules before those of any release, each computed when the
/// iterator reaches it.
///
/// # Errors
///
/// As [`StoredRequest::hash`].
pub fn older_hashes<'r>(
    request: &'r StoredRequest<'_>,
) -> impl Iterator<Item = Result<RequestHash>> + 'r {
    let former = FormerHashes::of(request, &[]);
    let mut hashes = Vec::new();
    let all = former.find_in(|around, _| {
        let by_test = around.hashes();
        hashes.extend(former.tests().map(|(test, _)| by_test.hash(test.part())));
        None
    });
    let error = all.err().map(Err);
    hashes.into_iter().map(Ok).chain(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn request(test: &str, text: &str) -> String {
        format!(
            r#"{{"method": "POST", "url": "http://a/b", "test_id": "{test}",
            "body": {{"text": "{text}", "x": 0.123456}}}}"#
        )
    }

    fn hash(request: &str) -> Result<RequestHash> {
        let document = Document::parse(request.as_bytes().to_vec())?;
        StoredRequest::of(document.root(), None).map_or(Ok(RequestHash([0; 32])), |one| one.hash())
    }

    /// How the hash of `former` is one of `now`.
    fn found(former: &str, now: &str, renamings: &[Renaming]) -> Result<Option<Former>> {
        let wanted = hash(former)?;
        let document = Document::parse(now.as_bytes().to_vec())?;
        let Some(now) = StoredRequest::of(document.root(), None) else { return Ok(None) };
        FormerHashes::of(&now, renamings).find(|hash| *hash == wanted)
    }

    #[test]
    fn a_rule_less_is_another_hash() -> Result<()> {
        let text = request("t[ogx_client]", "score: 1, 2.34567");
        let document = Document::parse(text.clone().into_bytes())?;
        let Some(stored) = StoredRequest::of(document.root(), None) else { return Ok(()) };
        let olds: Vec<_> = older_hashes(&stored).collect::<Result<_>>()?;
        // The older rules include the current ones.
        assert!(olds.contains(&hash(&text)?));
        // Two patterns and the rounding of floats, each with three tests and without one.
        assert_eq!(olds.len(), 2 * 2 * 2 * 5);
        Ok(())
    }

    #[test]
    fn a_test_or_a_text_that_was_renamed() -> Result<()> {
        let plain = |is_edited, test| Some(Former { is_older: false, is_edited, test });
        let now = request("t[ogx_client]", "X-OGX-Data, score: 1");
        let former = request("t[llama_stack_client]", "X-OGX-Data, score: 2");
        let test = FormerTest::Id(b"t[llama_stack_client]".to_vec());
        assert_eq!(found(&former, &now, Renaming::known())?, plain(false, test.clone()));
        let former = request("t[ogx_client]", "X-LlamaStack-Data, score: 1");
        assert_eq!(found(&former, &now, Renaming::known())?, plain(true, FormerTest::Same));
        let former = request("t[llama_stack_client]", "X-LlamaStack-Data, score: 1");
        assert_eq!(found(&former, &now, Renaming::known())?, plain(true, test));
        let nobodys = former.replace("\"t[llama_stack_client]\"", "null");
        assert_eq!(found(&nobodys, &now, Renaming::known())?, plain(true, FormerTest::Nobody));
        let former = request("u[ogx_client]", "X-OGX-Data, score: 1");
        assert_eq!(found(&former, &now, Renaming::known())?, None);
        let given = [Renaming::new([("u[", "t[")])];
        let test = FormerTest::Id(b"u[ogx_client]".to_vec());
        assert_eq!(found(&former, &now, &given)?, plain(false, test));
        Ok(())
    }
}
