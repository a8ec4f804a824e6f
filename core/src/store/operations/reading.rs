//! A reading as a column: findings, scopes and rules, no words.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::database::{from_json, to_json};
use crate::consent::{Finding, FindingKind, Reading, Scope};
use crate::error::{Result, Safe};
use crate::lead::Channel;

#[derive(serde::Serialize, serde::Deserialize)]
struct Row {
    channel: Option<Channel>,
    findings: Vec<FindingRow>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct FindingRow {
    kind: FindingKind,
    scope: Scope,
    rule: String,
    confidence: f32,
}

pub(in crate::store) fn write(reading: &Reading) -> Result<String> {
    let row = |f: &Finding| FindingRow {
        kind: f.kind,
        scope: f.scope,
        rule: f.rule.to_owned(),
        confidence: f.confidence,
    };
    to_json(&Row { channel: reading.channel, findings: reading.findings.iter().map(row).collect() })
}

pub(in crate::store) fn read(column: &str) -> Result<Reading> {
    let row: Row = from_json(column)?;
    let finding = |row: FindingRow| Finding {
        kind: row.kind,
        scope: row.scope,
        rule: constant(row.rule),
        confidence: row.confidence,
    };
    Ok(Reading { channel: row.channel, findings: row.findings.into_iter().map(finding).collect() })
}

pub(in crate::store) fn rules(reading: &Reading) -> Vec<Safe> {
    reading.findings.iter().map(|finding| Safe::from(finding.rule)).collect()
}

/// Whether the message only wants an answer, so that a later one may be answered in its stead: nothing in it
/// is about consent, rights, help or a person, on the channel it came by.
pub(in crate::store) fn is_plain(reading: &Reading, channel: Channel) -> bool {
    reading
        .findings
        .iter()
        .all(|finding| finding.kind == FindingKind::NotInterested || !finding.scope.touches(channel))
}

/// A rule's name as the constant that it was before it was stored. The rules are a short list in the source;
/// each is kept once for the life of the process, and a database that somebody filled with others cannot grow it.
fn constant(rule: String) -> &'static str {
    static KNOWN: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match known.get(rule.as_str()) {
        Some(rule) => rule,
        None if known.len() < 1024 && rule.len() <= 64 => {
            let rule: &'static str = Box::leak(rule.into_boxed_str());
            known.insert(rule);
            rule
        }
        None => "(unknown-rule)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(kind: FindingKind, scope: Scope) -> Finding {
        Finding { kind, scope, rule: "optout.plain", confidence: 0.9 }
    }

    #[test]
    fn a_reading_survives_storage() {
        let findings = vec![
            finding(FindingKind::OptOut, Scope::Everything),
            finding(FindingKind::OptIn, Scope::Channel(Channel::Sms)),
        ];
        let reading = Reading { channel: Some(Channel::Sms), findings };
        assert_eq!(read(&write(&reading).unwrap()).unwrap(), reading);
    }

    #[test]
    fn only_plain_messages_are_superseded() {
        let sms = Scope::Channel(Channel::Sms);
        let rows = [
            (vec![], true),
            (vec![finding(FindingKind::NotInterested, sms)], true),
            (vec![finding(FindingKind::OptOut, Scope::Channel(Channel::Email))], true),
            (vec![finding(FindingKind::OptOut, sms)], false),
            (vec![finding(FindingKind::OptOut, Scope::Everything)], false),
            (vec![finding(FindingKind::NotInterested, sms), finding(FindingKind::Help, sms)], false),
            (vec![finding(FindingKind::Human, sms)], false),
            (vec![finding(FindingKind::PrivacyAccess, Scope::Everything)], false),
        ];
        for (findings, plain) in rows {
            assert_eq!(
                is_plain(&Reading { channel: None, findings: findings.clone() }, Channel::Sms),
                plain,
                "{findings:?}"
            );
        }
    }
}
