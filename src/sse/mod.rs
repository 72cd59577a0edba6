//! Bytes in any split in, server-sent events out.
