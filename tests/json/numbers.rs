//! Numbers as Rust's own parser reads them, which is exact.

use deltafold::internals::json::{Document, Number};
use proptest::prelude::*;

fn number(text: &str) -> Number<'static> {
    let document = Document::parse(text.as_bytes().to_vec()).unwrap();
    match document.root().as_number().unwrap() {
        Number::Int(int) => Number::Int(int),
        Number::Float(float) => Number::Float(float),
        Number::Big(_) => Number::Big(""),
    }
}

fn check(text: &str) {
    let document = Document::parse(text.as_bytes().to_vec()).unwrap();
    let float = document.root().as_f64().unwrap();
    // Python has no integer zero below zero.
    let expected = text.parse::<f64>().unwrap() + if text == "-0" { 0.0 } else { -0.0 };
    assert_eq!(float.to_bits(), expected.to_bits(), "{text}");
    if text.contains(['.', 'e']) {
        let Number::Float(float) = number(text) else { panic!("{text}") };
        assert_eq!(float.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    } else {
        let expected = text.parse().map_or(Number::Big(""), Number::Int);
        assert_eq!(number(text), expected, "{text}");
    }
}

#[test]
fn at_the_bounds_of_what_is_exact() {
    for text in [
        "0.0",
        "-0.0",
        "9007199254740992.0",
        "9007199254740993.0",
        "900719925474099.3",
        "0.9007199254740993",
        "-0.00000000000000001",
        "99999999999999999.9",
        "9999999999999999999",
        "-9999999999999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "99999999999999999999",
        "0.3",
        "2.2250738585072014e-308",
        "123456789012345678.5",
        "1.7976931348623157e308",
    ] {
        check(text);
    }
}

proptest! {
    #[test]
    fn digits_with_a_point(text in "-?(0|[1-9][0-9]{0,20})\\.[0-9]{1,21}") {
        check(&text);
    }

    #[test]
    fn few_digits_with_a_point(text in "-?(0|[1-9][0-9]{0,3})\\.[0-9]{1,14}") {
        check(&text);
    }

    #[test]
    fn digits_with_an_exponent(text in "-?[0-9]\\.[0-9]{1,17}e-?[0-9]{1,3}") {
        check(&text);
    }

    #[test]
    fn integers(text in "-?(0|[1-9][0-9]{0,22})") {
        check(&text);
    }

    #[test]
    fn any_float(float in any::<f64>().prop_filter("finite", |float| float.is_finite())) {
        check(&format!("{float:?}"));
        check(&format!("{:?}", float as f32 as f64).replace("inf", "0.5"));
        check(&format!("{:?}", float % 1.0));
    }
}
