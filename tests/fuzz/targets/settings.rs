//! See `tests/properties`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ramlint_fuzz::properties::property("settings")(bytes));
