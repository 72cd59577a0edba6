//! Detects the provider from a request.

use std::borrow::Cow;

use super::model::Recording;
use super::url::Url;
use crate::json::Cursor;

/// Providers that are known by a part of the host's name, or by its port.
const HOSTS: [(&str, &str); 19] = [
    ("openai.azure.com", "azure"),
    ("cognitiveservices.azure.com", "azure"),
    ("api.openai.com", "openai"),
    ("api.anthropic.com", "anthropic"),
    ("generativelanguage.googleapis.com", "gemini"),
    ("aiplatform.googleapis.com", "vertexai"),
    ("bedrock", "bedrock"),
    ("ml.cloud.ibm.com", "watsonx"),
    ("api.groq.com", "groq"),
    ("api.mistral.ai", "mistral"),
    ("api.together.xyz", "together"),
    ("api.fireworks.ai", "fireworks"),
    ("api.deepseek.com", "deepseek"),
    ("api.cohere", "cohere"),
    ("api.x.ai", "xai"),
    ("openrouter.ai", "openrouter"),
    ("api.cerebras.ai", "cerebras"),
    ("integrate.api.nvidia.com", "nvidia"),
    (":11434", "ollama"),
];

impl Recording {
    /// The provider of the response: the one that the request names, else the one known for the
    /// host, else the host itself.
    ///
    /// ```
    /// use deltafold::Recording;
    /// let bytes = br#"{"request": {"url": "http://localhost:11434/api/chat"}, "response": {}}"#;
    /// let recording = Recording::parse(bytes.to_vec(), None)?;
    /// assert_eq!(recording.provider().as_deref(), Some("ollama"));
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    pub fn provider(&self) -> Option<Cow<'_, str>> {
        let request = self.request()?;
        let named = |of: Cursor<'_>| of.get("provider").and_then(Cursor::as_text).is_some();
        let says = [Some(request), request.get("provider_metadata")];
        if let Some(of) = says.into_iter().flatten().find(|of| named(*of)) {
            return of.get("provider").and_then(Cursor::as_text).map(|text| text.to_str());
        }
        let url = request.get("url")?.as_text()?.to_wtf8();
        let host = Url::parse(&url).ok()?.host_and_port()?;
        match HOSTS.iter().find(|(part, _)| host.contains(part)) {
            Some((_, provider)) => Some(Cow::Borrowed(provider)),
            None => Some(Cow::Owned(host)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_tells_who_answered() -> crate::error::Result<()> {
        let asked = [
            (r#"{"provider": "tavily", "url": "http://a"}"#, Some("tavily")),
            (
                r#"{"url": "https://api.openai.com/v1", "provider_metadata": {"provider": "vertexai"}}"#,
                Some("vertexai"),
            ),
            (r#"{"url": "https://key@Oak.openai.azure.com/v1"}"#, Some("azure")),
            (r#"{"url": "https://bedrock-runtime.us-west-2.amazonaws.com/"}"#, Some("bedrock")),
            (r#"{"url": "http://localhost:8000?x"}"#, Some("localhost:8000")),
            (r#"{"url": "/v1/chat"}"#, None),
            (r#"{"url": 5}"#, None),
            ("{}", None),
        ];
        for (request, provider) in asked {
            let bytes = format!(r#"{{"request": {request}, "response": {{}}}}"#);
            let recording = Recording::parse(bytes.into_bytes(), None)?;
            assert_eq!(recording.provider().as_deref(), provider, "{request}");
        }
        Ok(())
    }
}
