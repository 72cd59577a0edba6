//! The Python extension: conversions only.
