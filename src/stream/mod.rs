//! A body item in, a borrowed chunk of one stream grammar out.

pub mod chat;
pub mod chat_repeat;
pub mod places;
