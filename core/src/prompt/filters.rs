//! The filters of templates. An unknown value comes out of each as `not on file`.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

const UNKNOWN: &str = "not on file";

/// Adds closr's filters to Tera's own.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("on_file", on_file);
    tera.register_filter("usd", usd);
    tera.register_filter("number", number);
}

/// The value, or `not on file`.
fn on_file(value: Value, _: Kwargs, _: &State) -> Value {
    if is_unknown(&value) { Value::from(UNKNOWN) } else { value }
}

/// `$689,000`, `$12.50`, or `not on file`.
fn usd(value: Value, _: Kwargs, _: &State) -> TeraResult<String> {
    if is_unknown(&value) {
        return Ok(UNKNOWN.to_owned());
    }
    let amount = amount(&value, "usd")?;
    let cents = (amount.abs() * 100.0).round();
    let (whole, rest) = ((cents / 100.0).trunc(), cents % 100.0);
    let sign = if amount < 0.0 { "-" } else { "" };
    let whole = grouped(&format!("{whole:.0}"));
    Ok(if rest == 0.0 { format!("{sign}${whole}") } else { format!("{sign}${whole}.{rest:02.0}") })
}

/// `1,850`, `2.5`, or `not on file`.
fn number(value: Value, _: Kwargs, _: &State) -> TeraResult<String> {
    if is_unknown(&value) {
        return Ok(UNKNOWN.to_owned());
    }
    let amount = amount(&value, "number")?;
    let shown = amount.abs().to_string();
    let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
    let sign = if amount < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{sign}{}{point}{fraction}", grouped(whole)))
}

fn is_unknown(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

fn amount(value: &Value, filter: &str) -> TeraResult<f64> {
    value.as_f64().ok_or_else(|| Error::message(format!("{filter} takes a number, found {}", value.name())))
}

/// The digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let mut tera = Tera::new();
        register(&mut tera);
        let mut context = tera::Context::new();
        context.insert("a", &serde_json::json!({"n": 689_000, "h": 1850.0, "b": 2.5, "z": 0, "c": 12.5, "m": -1234.567, "t": "x", "i": 3}));
        for (template, expected) in [
            ("{{ a.n | usd }}", "$689,000"),
            ("{{ a.c | usd }}", "$12.50"),
            ("{{ a.z | usd }}", "$0"),
            ("{{ a.m | usd }}", "-$1,234.57"),
            ("{{ a.no | usd }}", "not on file"),
            ("{{ a.h | number }}", "1,850"),
            ("{{ a.b | number }}", "2.5"),
            ("{{ a.n | number }}", "689,000"),
            ("{{ a.i | number }}", "3"),
            ("{{ a.no | number }}", "not on file"),
            ("{{ a.no | on_file }}", "not on file"),
            ("{{ a.t | on_file }}", "x"),
        ] {
            assert_eq!(tera.render_str(template, &context, false).unwrap(), expected, "{template}");
        }
        assert!(tera.render_str("{{ a.t | usd }}", &context, false).is_err());
    }
}
