//! A value in, the bytes that Python would write for it out.
