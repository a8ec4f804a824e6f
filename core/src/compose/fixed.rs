//! Fixed texts: what opens the first message, and the notices.

use crate::lead::{Account, Channel, NoticeKind};

/// What opens the first message: automated assistant, agent, brokerage, licence, STOP.
///
/// It says that a machine writes and for whom, up front: Cal. B&P 17941, Maine 10 MRS 1500-DD, EU AI Act art. 50(1);
/// and carries the licensee's name, licence number, NMLS id and broker: Cal. B&P 10140.6(b), 10 CCR 2773 (all read
/// 2026-11-22). A web chat has no STOP. The account's own `texts.disclosure` takes its place whole.
pub fn disclosure(account: &Account, channel: Channel) -> String {
    if let Some(own) = own(&account.texts.disclosure) {
        return own;
    }
    let mut text = format!("I'm an automated assistant for {}.", identity(account));
    if channel != Channel::WebChat {
        text.push_str(" Reply STOP to opt out.");
    }
    text
}

/// What closes marketing mail, each of it: who writes, the postal address, and how to stop (15 USC 7704(a), not re-read); `None`
/// where the account has no postal address. A `disclosure` above that says how to stop is not repeated.
pub(crate) fn closing(account: &Account, disclosure: Option<&str>) -> Option<String> {
    let address = own(&account.postal_address)?;
    let stop = stop(Channel::Email);
    let told = disclosure.is_some_and(|disclosure| disclosure.contains(stop.trim()));
    Some(format!("{}, {address}.{}", account.brand.trim(), if told { "" } else { stop }))
}

/// For whom closr writes, and under which licence.
pub(super) fn identity(account: &Account) -> String {
    let mut licence = Vec::new();
    if let Some(number) = account.license.as_deref().map(str::trim) {
        let named = number.to_ascii_lowercase().contains("lic");
        licence.push(if named { number.to_owned() } else { format!("license {number}") });
    }
    if let Some(nmls) = account.nmls.as_deref().map(str::trim) {
        let named = nmls.to_ascii_uppercase().contains("NMLS");
        licence.push(if named { nmls.to_owned() } else { format!("NMLS {nmls}") });
    }
    let who = who(account);
    if licence.is_empty() { who } else { format!("{who} ({})", licence.join(", ")) }
}

/// For whom closr writes: agent, brand and brokerage, none of them twice.
fn who(account: &Account) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in [account.agent.as_deref(), account.brokerage.as_deref(), Some(account.brand.as_str())] {
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { continue };
        let same = |other: &&str| other.to_lowercase().contains(&name.to_lowercase());
        if !names.iter().any(same) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// A fixed text.
///
/// The confirmation of a STOP only confirms: 47 CFR 64.1200(a)(12), read 2026-11-22. HELP names the programme, a way to
/// reach a person and how to stop (CTIA Messaging Principles, read 2026-11-22). The account's own `texts.confirmation`
/// and `texts.help` take the place of the first and the third.
pub fn notice(kind: NoticeKind, account: &Account, channel: Channel) -> String {
    let brand = account.brand.trim();
    let things = match channel {
        Channel::Sms => "texts",
        Channel::Email => "emails",
        _ => "messages",
    };
    match kind {
        NoticeKind::OptOutConfirmation => own(&account.texts.confirmation)
            .unwrap_or_else(|| format!("{brand}: you are opted out and will get no more {things} from us.")),
        NoticeKind::OptInConfirmation => {
            let mut text = format!("{brand}: you are opted in to {things} about your real estate inquiry.");
            if channel == Channel::Sms {
                text.push_str(" Msg frequency varies. Msg & data rates may apply. Reply HELP for help.");
            }
            text + stop(channel)
        }
        NoticeKind::Help => own(&account.texts.help).unwrap_or_else(|| {
            let mut text = format!("{brand}: this is an automated assistant for {}.", who(account));
            match (&account.phone, &account.email) {
                (Some(phone), Some(email)) => {
                    text.push_str(&format!(" To reach a person, call {phone} or email {email}."));
                }
                (Some(phone), None) => text.push_str(&format!(" To reach a person, call {phone}.")),
                (None, Some(email)) => text.push_str(&format!(" To reach a person, email {email}.")),
                (None, None) => text.push_str(" A person will follow up."),
            }
            if channel == Channel::Sms {
                text.push_str(" Msg & data rates may apply.");
            }
            text + stop(channel)
        }),
        NoticeKind::PrivacyAcknowledgement => format!(
            "{brand}: we received your request about your personal data. A person will follow up and may need to confirm that it is you."
        ),
    }
}

fn own(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn stop(channel: Channel) -> &'static str {
    if channel == Channel::WebChat { "" } else { " Reply STOP to opt out." }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::sms_segments as segments;

    fn account(extra: &str) -> Account {
        Account::from_json(&format!(r#"{{"brand": "Oak & Main Realty"{extra}}}"#)).unwrap()
    }

    const FULL: &str = r#", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC", "license": "TREC 0654321", "nmls": "123456", "phone": "+15125550100", "email": "dana@example.com""#;

    #[test]
    fn the_disclosure_names_all_and_fits() {
        let text = disclosure(&account(FULL), Channel::Sms);
        assert_eq!(
            text,
            "I'm an automated assistant for Dana Reyes, Oak & Main Realty LLC (license TREC 0654321, NMLS 123456). Reply STOP to opt out."
        );
        assert_eq!(segments(&text), 1);
        assert!(!disclosure(&account(FULL), Channel::WebChat).contains("STOP"));
        assert!(disclosure(&account(FULL), Channel::Email).contains("STOP"));
        assert_eq!(
            disclosure(&account(""), Channel::WebChat),
            "I'm an automated assistant for Oak & Main Realty."
        );
    }

    #[test]
    fn a_brand_unlike_the_brokerage_is_named_too() {
        let two =
            account(r#", "agent": "Dana Reyes", "brokerage": "Lone Star Brokers", "license": "Lic. 77""#);
        assert_eq!(
            disclosure(&two, Channel::WebChat),
            "I'm an automated assistant for Dana Reyes, Lone Star Brokers, Oak & Main Realty (Lic. 77)."
        );
    }

    #[test]
    fn own_texts_take_their_place() {
        let own =
            account(r#", "texts": {"disclosure": "Our bot.", "help": "Ask Al.", "confirmation": "Bye."}"#);
        assert_eq!(disclosure(&own, Channel::Sms), "Our bot.");
        assert_eq!(notice(NoticeKind::Help, &own, Channel::Sms), "Ask Al.");
        assert_eq!(notice(NoticeKind::OptOutConfirmation, &own, Channel::Sms), "Bye.");
    }

    #[test]
    fn notices_say_what_the_rules_ask_and_no_more() {
        let full = account(FULL);
        for channel in Channel::ALL {
            let out = notice(NoticeKind::OptOutConfirmation, &full, channel);
            assert!(out.starts_with("Oak & Main Realty") && out.contains("opted out"), "{out}");
            for pushy in ["?", "START", "why", "instead", "help", "!"] {
                assert!(!out.contains(pushy), "{out}");
            }
            let help = notice(NoticeKind::Help, &full, channel);
            assert!(help.contains("+15125550100") && help.contains("dana@example.com"), "{help}");
            assert_eq!(help.contains("STOP"), channel != Channel::WebChat, "{help}");
            assert!(segments(&help) <= 2, "{help}");
            assert!(segments(&notice(NoticeKind::OptInConfirmation, &full, channel)) <= 2);
            assert!(segments(&notice(NoticeKind::PrivacyAcknowledgement, &full, channel)) == 1);
        }
    }
}
