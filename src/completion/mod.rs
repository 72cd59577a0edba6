//! Merged results, owned, and their JSON.
