//! The location of a value in a request, and what the recorder's rules do with it there.

/// A location in a request: determines what is left out here and below.
///
/// ```
/// use deltafold::internals::request_hash::HashPlace;
/// let body = HashPlace::root();
/// assert!(body.member(b"project_id").is_some());
/// let extra = body.member(b"extra_body");
/// assert!(extra.is_some_and(|extra| extra.member(b"project_id").is_none()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashPlace {
    /// Whether the rules apply at all: tool arguments are hashed as they are.
    is_normalized: bool,
    is_root: bool,
    drops_stream_options: bool,
    drops_project_id: bool,
}

impl HashPlace {
    /// The outermost value of a request's body.
    pub fn root() -> Self {
        HashPlace {
            is_normalized: true,
            is_root: true,
            drops_stream_options: false,
            drops_project_id: false,
        }
    }

    /// The same for a host that gets requests without `stream_options`.
    pub(super) fn root_without_stream_options() -> Self {
        HashPlace { drops_stream_options: true, ..HashPlace::root() }
    }

    /// A location where no rule applies, neither here nor below.
    pub fn verbatim() -> Self {
        HashPlace { is_normalized: false, is_root: false, ..HashPlace::root() }
    }

    /// Whether floats are rounded and texts normalized here.
    pub fn is_normalized(self) -> bool {
        self.is_normalized
    }

    /// The location of an object's member, given its key in WTF-8; `None` if the member is left
    /// out.
    pub fn member(self, key: &[u8]) -> Option<Self> {
        let left_out = self.drops_stream_options && key == b"stream_options"
            || self.drops_project_id && key == b"project_id";
        let extra = self.is_root && matches!(key, b"extra_body" | b"extra_query");
        (!left_out).then_some(HashPlace {
            is_root: false,
            drops_stream_options: false,
            drops_project_id: extra,
            ..self
        })
    }

    /// The location of a list item. Each item is treated as if it were a whole body.
    #[must_use]
    pub fn item(self) -> Self {
        match self.is_normalized {
            true => HashPlace::root(),
            false => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn project_ids_go_only_right_below_a_root() {
        let root = HashPlace::root();
        let below = |place: HashPlace, keys: &[&[u8]]| {
            keys.iter().try_fold(place, |place, key| place.member(key))
        };
        assert!(below(root, &[b"extra_query", b"project_id"]).is_none());
        assert!(below(root, &[b"x", b"extra_body", b"project_id"]).is_some());
        assert!(below(root, &[b"extra_body", b"x", b"project_id"]).is_some());
        let item = below(root, &[b"x"]).map(HashPlace::item);
        assert!(item.and_then(|item| below(item, &[b"extra_body", b"project_id"])).is_none());
        // A list is not an object from which a member could be left out.
        let in_list = below(root, &[b"extra_body"]).map(HashPlace::item);
        assert!(in_list.is_some_and(|item| item.member(b"project_id").is_some()));
    }

    #[test]
    fn stream_options_go_only_from_the_outermost_object() {
        let root = HashPlace::root_without_stream_options();
        assert!(root.member(b"stream_options").is_none());
        assert!(root.item().member(b"stream_options").is_some());
        let inner = root.member(b"x");
        assert!(inner.is_some_and(|inner| inner.member(b"stream_options").is_some()));
    }

    #[test]
    fn verbatim_leaves_everything() {
        let place = HashPlace::verbatim().item();
        let extra = place.member(b"extra_body");
        assert!(extra.is_some_and(|extra| extra.member(b"project_id").is_some()));
    }
}
