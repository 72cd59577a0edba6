//! File bytes in; header, request, response and body items out.
