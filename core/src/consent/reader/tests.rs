use super::*;

#[derive(serde::Deserialize)]
pub(super) struct Row {
    #[serde(default)]
    id: String,
    pub(super) channel: Channel,
    pub(super) text: String,
    pub(super) label: String,
    #[serde(default)]
    must: bool,
}

fn lines<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn rows() -> Vec<Row> {
    lines(include_str!("../../../tests/testdata/read.jsonl"))
}

#[test]
fn labelled_messages() {
    let (mut stops, mut caught, mut negatives, mut false_stops, mut right) = (0, 0, 0, 0, 0);
    let (mut wrong, mut must) = (Vec::new(), Vec::new());
    let rows = rows();
    for row in &rows {
        let reading = read(row.channel, &row.text);
        let label = reading.label().as_str();
        let stopped = reading.label().stops();
        if matches!(row.label.as_str(), "opt_out" | "wrong_number" | "legal_threat") {
            stops += 1;
            caught += usize::from(stopped);
        }
        if matches!(row.label.as_str(), "normal" | "help" | "opt_in" | "privacy_request_access") {
            negatives += 1;
            false_stops += usize::from(stopped);
        }
        if label == row.label {
            right += 1;
            continue;
        }
        let line = format!("{} {} for {}: {} ({})", row.id, label, row.label, row.text, reading.rule());
        if row.must { must.push(line) } else { wrong.push(line) }
    }
    let all = rows.len();
    let report = format!(
        "{caught} of {stops} stops caught, {false_stops} of {negatives} others stopped, {right} of {all} right\n{}\n{}",
        must.join("\n"),
        wrong.join("\n"),
    );
    assert!(must.is_empty(), "must be right: {report}");
    assert!(caught * 100 >= stops * 99, "{report}");
    assert!(false_stops * 100 <= negatives, "{report}");
    assert!(right * 100 >= all * 97, "{report}");
    assert!(all >= 300 && negatives * 5 >= all * 2, "half of the rows are for catching false stops");
}

/// Messages that were kept from the training; their writer wrote others that were not.
/// `cargo test -p closr --all-features --lib -- --nocapture messages_kept_from_training` prints what is read of them, and of the
/// ordinary messages that redaction is measured on.
#[test]
#[allow(clippy::disallowed_macros, reason = "it prints what the README shows")]
fn messages_kept_from_training() {
    let rows: Vec<Row> = lines(include_str!("../../../tests/testdata/read/unseen.jsonl"));
    let rules_only = |channel, text: &str| {
        let text = new_words(channel, text);
        reading(by_rules(&text, &Message::new(&text)), channel, false)
    };
    let share = |read: &dyn Fn(Channel, &str) -> Reading, labels: &[&str]| {
        let of: Vec<&Row> = rows.iter().filter(|row| labels.contains(&row.label.as_str())).collect();
        let stopped = of.iter().filter(|row| read(row.channel, &row.text).label().stops()).count();
        (stopped, of.len(), 100.0 * stopped as f64 / of.len() as f64)
    };
    let stop = ["opt_out", "wrong_number", "legal_threat"];
    let other = ["normal", "help", "opt_in", "privacy_request_access"];
    for (name, read) in
        [("rules", &rules_only as &dyn Fn(Channel, &str) -> Reading), ("with the model", &read)]
    {
        let (stops, others) = (share(read, &stop), share(read, &other));
        println!(
            "{name}: {} of {} stops read ({:.1} %), {} of {} others taken for one ({:.1} %)",
            stops.0, stops.1, stops.2, others.0, others.1, others.2
        );
    }
    for label in MessageLabel::ALL {
        let of = || rows.iter().filter(|row| row.label == label.as_str());
        let right = of().filter(|row| read(row.channel, &row.text).label() == label).count();
        println!("  {}: {right} of {} right", label.as_str(), of().count());
    }
    #[derive(serde::Deserialize)]
    struct Ordinary {
        text: String,
    }
    let ordinary: Vec<Ordinary> = lines(include_str!("../../../tests/testdata/redact/unseen.jsonl"));
    let stopped = ordinary.iter().filter(|row| read(Channel::Sms, &row.text).label().stops()).count();
    println!("of {} ordinary messages, {stopped} taken for a stop, rightly or not", ordinary.len());

    // With each: of stops, of others, of children and of wishes to erase, in a hundred, a little worse than what it is.
    for (name, kept, floors) in [
        ("kept", include_str!("../../../tests/testdata/read/kept.jsonl"), (91, 9, 90, 90)),
        ("kept later", include_str!("../../../tests/testdata/read/kept_later.jsonl"), (91, 7, 90, 95)),
        ("kept, fair", include_str!("../../../tests/testdata/read/kept_fair.jsonl"), (98, 4, 95, 95)),
        ("kept, close", include_str!("../../../tests/testdata/read/kept_close.jsonl"), (97, 7, 88, 94)),
        ("kept, exam", include_str!("../../../tests/testdata/read/kept_exam.jsonl"), (96, 9, 85, 70)),
    ] {
        let kept: Vec<Row> = lines(kept);
        let of_kept = |labels: &[&str]| {
            let of: Vec<&Row> = kept.iter().filter(|row| labels.contains(&row.label.as_str())).collect();
            (of.iter().filter(|row| read(row.channel, &row.text).label().stops()).count(), of.len())
        };
        let (stops, others) = (of_kept(&stop), of_kept(&other));
        let read_as = |label: MessageLabel| {
            let of = || kept.iter().filter(|row| row.label == label.as_str());
            (of().filter(|row| read(row.channel, &row.text).label() == label).count(), of().count())
        };
        let (minors, erase) = (read_as(MessageLabel::Minor), read_as(MessageLabel::PrivacyRequestDelete));
        println!(
            "{name}: {} of {} stops read, {} of {} others taken for one; of children {} of {}, of wishes to erase {} of {}",
            stops.0, stops.1, others.0, others.1, minors.0, minors.1, erase.0, erase.1
        );
        let (of_stops, of_others, of_minors, of_erase) = floors;
        assert!(stops.0 * 100 >= stops.1 * of_stops && others.0 * 100 <= others.1 * of_others, "{name}");
        assert!(minors.0 * 100 >= minors.1 * of_minors && erase.0 * 100 >= erase.1 * of_erase, "{name}");
    }

    // A little below what it is.
    assert!(share(&read, &stop).2 > 94.5 && share(&read, &other).2 < 6.0);
    assert!(stopped * 100 < ordinary.len() * 4);
}

#[test]
fn a_right_over_data_has_the_kind_that_its_words_name() {
    use FindingKind::{
        PrivacyAccess, PrivacyCorrect, PrivacyLimit, PrivacyObject, PrivacyPortability, PrivacyRestrict,
        PrivacySale,
    };
    for (text, kinds) in [
        ("What data do you have on me?", vec![PrivacyAccess]),
        ("do not sell my info", vec![PrivacySale]),
        ("stop selling my info", vec![PrivacySale]),
        ("who did you sell my info to", vec![PrivacyAccess]),
        ("No vendan mis datos", vec![PrivacySale]),
        ("I want to export my data", vec![PrivacyPortability]),
        ("please correct the information you have on file for me", vec![PrivacyCorrect]),
        ("Please restrict the processing of my data", vec![PrivacyRestrict]),
        ("Limit the use of my sensitive personal information", vec![PrivacyLimit]),
        ("I object to profiling", vec![PrivacyObject]),
        ("Send me a copy of my data and do not sell my data", vec![PrivacyAccess, PrivacySale]),
    ] {
        let reading = read(Channel::Sms, text);
        assert_eq!(reading.label(), MessageLabel::PrivacyRequestAccess, "{text}");
        let found: Vec<FindingKind> = reading.findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(found, kinds, "{text}");
    }
}

#[test]
fn a_wish_for_messages_is_told_from_a_complaint_of_them() {
    for (wished, complained) in [
        ("put me on the list", "who put me on the list"),
        ("can you add me to the texts", "you put me on your list in March"),
        ("add me to your list", "I never asked you to add me to your list"),
        ("put me on your list", "put me on the list of people you don't text"),
        ("turn the texts back on", "do not turn the texts back on"),
        ("yes i consent", "i do not consent"),
        ("you have my permission to text me", "what makes you think you have my permission to text me"),
        ("I want to get these texts again", "I never want to get these texts again"),
        ("doy mi permiso", "nunca di permiso ni doy mi permiso"),
        ("quero receber de novo", "não quero receber de novo"),
        ("đăng ký lại", "đừng đăng ký lại"),
    ] {
        assert_eq!(read(Channel::Sms, wished).label(), MessageLabel::OptIn, "{wished}");
        assert_ne!(read(Channel::Sms, complained).label(), MessageLabel::OptIn, "{complained}");
    }
}

#[test]
fn words_that_an_email_quotes_are_told_and_not_said() {
    let said = "please do not contact us with any further requests";
    for (text, label) in [
        (format!("Their agent's note says \"{said}\". Is that the end of it?"), MessageLabel::Normal),
        (format!("I said \"{said}\""), MessageLabel::OptOut),
    ] {
        assert_eq!(read(Channel::Email, &text).label(), label, "{text}");
    }
}

#[test]
fn partial_revocations_have_their_scope() {
    use Scope::{Everything, Purpose as For};
    let sms = Scope::Channel(Channel::Sms);
    let email = Scope::Channel(Channel::Email);
    for (channel, text, scopes) in [
        (Channel::Sms, "STOP", vec![sms]),
        (Channel::Sms, "stop emailing me", vec![email]),
        (Channel::Sms, "stop texting me, email is fine", vec![sms]),
        (Channel::Sms, "stop texting and emailing me", vec![sms, email]),
        (Channel::Sms, "don't call, text me", vec![]),
        (Channel::Sms, "stop calling me", vec![sms]),
        (Channel::Email, "stop calling me", vec![sms]),
        (Channel::Email, "stop emailing me", vec![email]),
        // However it is said, it counts for the phone too, unless it is about a list.
        (Channel::Email, "STOP", vec![email, sms]),
        (Channel::Email, "opt out", vec![email, sms]),
        (Channel::Email, "Unsubscribe", vec![email]),
        (Channel::Email, "take me off your mailing list", vec![email]),
        (Channel::Sms, "opt out", vec![sms]),
        (Channel::Sms, "never contact me again", vec![Everything]),
        (Channel::Sms, "no more marketing please", vec![For(Channel::Sms, Purpose::Marketing)]),
    ] {
        let reading = read(channel, text);
        let found: Vec<Scope> = reading
            .findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::OptOut)
            .map(|finding| finding.scope)
            .collect();
        assert_eq!(found, scopes, "{text}");
    }
    assert_eq!(read(Channel::Sms, "stop emailing me").label(), MessageLabel::Normal);
}

#[test]
fn the_weightiest_finding_labels_the_message() {
    let reading =
        read(Channel::Sms, "Wrong number. Stop, or I will sue you. Delete my data, I'm 15 years old");
    let labels: Vec<&str> = reading.findings.iter().map(|finding| finding.kind.label().as_str()).collect();
    assert_eq!(labels, ["minor", "privacy_request_delete", "legal_threat", "wrong_number", "opt_out"]);
    assert_eq!(reading.label(), MessageLabel::Minor);
    assert_eq!(reading.rule(), "minor.plain");
    assert_eq!(read(Channel::Sms, "").label(), MessageLabel::Normal);
    let names: std::collections::BTreeSet<_> = MessageLabel::ALL.iter().map(|label| label.as_str()).collect();
    assert_eq!(names.len(), MessageLabel::ALL.len());
}

#[test]
fn every_rule_is_explained() {
    for row in rows() {
        for finding in read(row.channel, &row.text).findings {
            assert!(crate::consent::explain(finding.rule).is_some(), "{}", finding.rule);
        }
    }
}

#[test]
fn long_and_odd_texts_are_read() {
    let long = "stop by the house and no more than 3 beds, don't, no thanks? ".repeat(1_000);
    assert_eq!(read(Channel::Email, &long).channel, Some(Channel::Email));
    for text in ["\u{0}", "....", "\u{202e}pots", "????", "'''", "\"", ">", "--", "١٢٣", &"s ".repeat(5_000)]
    {
        for channel in Channel::ALL {
            let _ = read(channel, text);
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        for channel in Channel::ALL {
            let reading = read(channel, &text);
            let ranks: Vec<usize> = reading.findings.iter().map(|finding| finding.kind.label().rank()).collect();
            proptest::prop_assert!(ranks.is_sorted());
        }
    }

    #[test]
    fn a_keyword_stops_in_any_case_and_dress(
        word in proptest::sample::select(vec!["stop", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "stopall"]),
        upper in proptest::collection::vec(proptest::bool::ANY, 11),
        before in "[ \n]{0,3}", after in "[ .!\n]{0,3}",
    ) {
        let dressed: String = word.chars().zip(upper)
            .map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c }).collect();
        for channel in Channel::ALL {
            proptest::prop_assert_eq!(read(channel, &format!("{before}{dressed}{after}")).label(), MessageLabel::OptOut);
        }
    }
}
