//! Dumps: calls, pages, documents and what is lacking.
