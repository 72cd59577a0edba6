//! Files of every format: the recordings in them, their kinds, and the hashes of their requests.

mod damaged;
mod errors;
mod formats;
mod kinds;
mod request_hash;
