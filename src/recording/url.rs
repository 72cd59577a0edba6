//! Splits a URL into host and path, as Python's `urllib.parse.urlparse` does. All code in the crate
//! that inspects URLs uses this module.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use memchr::{memchr, memchr3, memrchr};

use crate::error::{Error, Result};

/// The schemes whose last path segment may have `;parameters`. The empty one is for URLs without a
/// scheme.
const WITH_PARAMETERS: [&str; 16] = [
    "", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtsps", "rtspu",
    "sip", "sips", "mms", "sftp", "tel",
];

/// Characters whose normalized form contains one that ends a host.
const DISGUISED: [char; 19] = [
    '\u{2047}', '\u{2048}', '\u{2049}', '\u{2100}', '\u{2101}', '\u{2105}', '\u{2106}', '\u{2A74}',
    '\u{FE13}', '\u{FE16}', '\u{FE55}', '\u{FE56}', '\u{FE5F}', '\u{FE6B}', '\u{FF03}', '\u{FF0F}',
    '\u{FF1A}', '\u{FF1F}', '\u{FF20}',
];

/// The parts of a URL, in WTF-8.
///
/// ```
/// use deltafold::internals::recording::Url;
/// let url = Url::parse(b"https://bedrock.example/v1/chat;a=b?c#d")?;
/// assert_eq!((&*url.host, &*url.path), (&b"bedrock.example"[..], &b"/v1/chat"[..]));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// Host and port, including anything before an `@`.
    pub host: Cow<'a, [u8]>,
    /// The path, not decoded, without parameters, query and fragment.
    pub path: Cow<'a, [u8]>,
}

impl<'a> Url<'a> {
    /// Splits a URL in WTF-8. Almost any text is accepted.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] where `urlparse` raises `ValueError`: for a host with brackets that do
    /// not contain an IPv6 address, or with characters that normalize to `/`, `?`, `#`, `@` or `:`.
    pub fn parse(url: &'a [u8]) -> Result<Self> {
        match without_space(url) {
            Cow::Borrowed(url) => {
                let (host, path) = split(url)?;
                Ok(Url { host: host.into(), path: path.into() })
            }
            Cow::Owned(url) => {
                let (host, path) = split(&url)?;
                Ok(Url { host: host.to_vec().into(), path: path.to_vec().into() })
            }
        }
    }

    /// Host and port as text in lower case; `None` if there is neither.
    pub fn host_and_port(&self) -> Option<String> {
        let host = String::from_utf8_lossy(self.place());
        (!host.is_empty()).then(|| host.to_lowercase())
    }

    /// The host as text in lower case, without brackets and port: `urlparse(url).hostname`.
    pub fn host_name(&self) -> Option<String> {
        let place = self.place();
        let host = match memchr(b'[', place) {
            Some(open) => upto(place.get(open + 1..).unwrap_or_default(), b']'),
            None => upto(place, b':'),
        };
        let host = String::from_utf8_lossy(host);
        // The scope of an address names an interface, so its case is kept.
        let (name, scope) = host.split_at(host.find('%').unwrap_or(host.len()));
        (!host.is_empty()).then(|| name.to_lowercase() + scope)
    }

    /// The host without anything before an `@`.
    fn place(&self) -> &[u8] {
        self.host.rsplit(|byte| *byte == b'@').next().unwrap_or_default()
    }
}

/// The URL without leading control characters and spaces, and without tabs and line ends anywhere.
fn without_space(url: &[u8]) -> Cow<'_, [u8]> {
    let start = url.iter().position(|byte| *byte > b' ').unwrap_or(url.len());
    let url = url.get(start..).unwrap_or_default();
    if memchr3(b'\t', b'\n', b'\r', url).is_none() {
        return Cow::Borrowed(url);
    }
    url.iter().filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r')).copied().collect()
}

fn split(url: &[u8]) -> Result<(&[u8], &[u8])> {
    let (scheme, rest) = split_scheme(url);
    let (host, rest) = match rest.strip_prefix(b"//") {
        Some(rest) => rest.split_at(memchr3(b'/', b'?', b'#', rest).unwrap_or(rest.len())),
        None => (&b""[..], rest),
    };
    check_host(host)?;
    let path = upto(upto(rest, b'#'), b'?');
    let has_parameters =
        WITH_PARAMETERS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(scheme));
    if !has_parameters {
        return Ok((host, path));
    }
    let segment = memrchr(b'/', path).unwrap_or(0);
    let (before, last) = path.split_at(segment);
    let length = before.len() + upto(last, b';').len();
    Ok((host, path.get(..length).unwrap_or(path)))
}

fn split_scheme(url: &[u8]) -> (&[u8], &[u8]) {
    let is_letter = url.first().is_some_and(u8::is_ascii_alphabetic);
    let of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    match memchr(b':', url).map(|colon| url.split_at(colon)) {
        Some((scheme, rest)) if is_letter && scheme.iter().all(of_scheme) => {
            (scheme, rest.strip_prefix(b":").unwrap_or(rest))
        }
        _ => (b"", url),
    }
}

fn upto(text: &[u8], end: u8) -> &[u8] {
    text.split(|byte| *byte == end).next().unwrap_or_default()
}

fn check_host(host: &[u8]) -> Result<()> {
    let refused = |why: &str| {
        let host = String::from_utf8_lossy(host);
        Err(Error::recording(format!("the host '{host}' of the url {why}")))
    };
    match (memchr(b'[', host), memchr(b']', host)) {
        (None, None) => {}
        (Some(open), Some(_)) => {
            let inner = upto(host.get(open + 1..).unwrap_or_default(), b']');
            if !is_bracketed_host(inner) {
                return refused("has no IPv6 address between its brackets");
            }
        }
        _ => return refused("has a bracket without its other half"),
    }
    let is_disguised = |character: char| DISGUISED.contains(&character);
    if !host.is_ascii() && String::from_utf8_lossy(host).contains(is_disguised) {
        return refused("has characters that are normalized to others");
    }
    Ok(())
}

/// An IPv6 address, with or without a scope, or `v1.something` for future address formats.
fn is_bracketed_host(host: &[u8]) -> bool {
    let Ok(host) = std::str::from_utf8(host) else { return is_future_address(host) };
    if host.starts_with('v') {
        return is_future_address(host.as_bytes());
    }
    match host.split_once('%') {
        Some((address, scope)) => {
            !scope.is_empty() && !scope.contains('%') && address.parse::<Ipv6Addr>().is_ok()
        }
        None => host.parse::<Ipv6Addr>().is_ok(),
    }
}

/// `v[a-fA-F0-9]+\..+`; line ends have been removed before.
fn is_future_address(host: &[u8]) -> bool {
    let Some(rest) = host.strip_prefix(b"v") else { return false };
    let version = upto(rest, b'.');
    let is_hex = !version.is_empty() && version.iter().all(u8::is_ascii_hexdigit);
    is_hex && rest.len() > version.len() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn splits(url: &str, host: &str, path: &str) {
        let url = Url::parse(url.as_bytes()).map(|url| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (text(&url.host), text(&url.path))
        });
        assert_eq!(url.ok(), Some((host.to_owned(), path.to_owned())));
    }

    #[test]
    fn urls_are_split_as_python_splits_them() {
        splits("https://a.example:1/v1/x?y#z", "a.example:1", "/v1/x");
        splits("https://a.example", "a.example", "");
        splits("https://u@a?x/y", "u@a", "");
        splits("/v1/models", "", "/v1/models");
        splits("//a/b", "a", "/b");
        splits("http:/a//b", "", "/a//b");
        splits("localhost:80/a", "", "80/a");
        splits("1http://a/b", "", "1http://a/b");
        splits("h_t://a/b;c", "", "h_t://a/b");
        splits(" \u{0}ht\ntp://a\t/%20\r/b", "a", "/%20/b");
        splits("https://h.example?x=1/2", "h.example", "");
        splits("https://h.example#x/2", "h.example", "");
        splits("", "", "");
    }

    #[test]
    fn names_of_hosts_are_in_lower_case() -> Result<()> {
        for (url, host, name) in [
            ("https://Api.example:1/x", Some("api.example:1"), Some("api.example")),
            ("http://me:secret@LOCALHOST:8000?x", Some("localhost:8000"), Some("localhost")),
            ("http://a@b@c/", Some("c"), Some("c")),
            ("http://[FE80::1%Eth0]:80/", Some("[fe80::1%eth0]:80"), Some("fe80::1%Eth0")),
            ("//a", Some("a"), Some("a")),
            ("http://:80/", Some(":80"), None),
            ("/api/tags", None, None),
            ("http:///x", None, None),
        ] {
            let url = Url::parse(url.as_bytes())?;
            assert_eq!(url.host_and_port().as_deref(), host);
            assert_eq!(url.host_name().as_deref(), name);
        }
        Ok(())
    }

    #[test]
    fn parameters_end_the_last_segment_only() {
        splits("HTTP://a/b;c/d;e;f", "a", "/b;c/d");
        splits("a;b", "", "a");
        splits("http://a/b;c/d", "a", "/b;c/d");
        splits("mailto://a/b;c", "a", "/b;c");
        splits("http://a;b/c", "a;b", "/c");
    }

    #[test]
    fn hosts_that_python_refuses_are_errors() {
        for host in ["[", "a]", "[a]", "[1.2.3.4]", "[::1%]", "[v.x]", "a\u{FF0F}b", "[vg.x]"] {
            assert!(Url::parse(format!("http://{host}/").as_bytes()).is_err(), "{host}");
        }
        for host in ["[::1]:80", "[fe80::1%eth0]", "[v1f.x]", "é.example", "[::ffff:1.2.3.4]"] {
            splits(&format!("http://{host}/p"), host, "/p");
        }
    }
}
