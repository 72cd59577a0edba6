"""The releases of the SDKs that are mirrored here."""

RELEASES = {
    "anthropic": "2.14.0",
    "google-genai": "3.6.1",
    "ollama": "0.6.3",
    "openai": "3.57.0",
}
