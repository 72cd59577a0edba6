//! Loads recordings of LLM API calls and merges their streaming deltas per choice.
//!
//! Bytes become a [`json::Document`], a document becomes a [`recording`], a recording's items
//! become chunks ([`stream`]), chunks become a [`completion`] ([`merge`], [`fold`]). Rules take
//! out of a recording what changes each time it is made ([`normalize`]). Data goes one way; each
//! room knows only the rooms before it.

#![deny(unsafe_code)]

pub mod cli;
pub mod corpus;
pub mod error;
pub mod json;
pub mod merge;
pub mod normalize;
pub mod recording;
pub mod request_hash;
pub mod sse;
pub mod summary;
pub mod verify;

#[cfg(feature = "python")]
mod python;
#[cfg(feature = "python")]
mod python_values;
#[cfg(feature = "python")]
mod sdk_objects;

pub use error::{Error, Result};
