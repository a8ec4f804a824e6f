//! The results as JUnit XML, which continuous integration reads.

use super::Played;

/// A suite a scenario, a case a turn.
pub(super) fn report(played: &[Played]) -> String {
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"closr eval\">\n");
    for one in played {
        let name = escaped(&one.scenario.name());
        let failures = one.turns.iter().filter(|turn| turn.failed()).count();
        xml +=
            &format!("  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\">\n", one.turns.len());
        for (number, turn) in (1..).zip(&one.turns) {
            let time = turn.shown.seconds();
            xml += &format!("    <testcase classname=\"{name}\" name=\"turn {number}\" time=\"{time:.3}\"");
            if turn.failed() {
                let problems = escaped(&turn.problems.join("; "));
                let text = escaped(turn.shown.text.as_deref().unwrap_or_default());
                xml += &format!("><failure message=\"{problems}\">{text}</failure></testcase>\n");
            } else {
                xml += "/>\n";
            }
        }
        xml += "  </testsuite>\n";
    }
    xml + "</testsuites>\n"
}

/// Text as XML and HTML take it; a control character has no place in XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_and_controls_are_text() {
        assert_eq!(super::escaped("<a href=\"x\">\u{1b}'&\n"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\n");
    }
}
