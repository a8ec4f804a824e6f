//! Where a person may be, by the best evidence on file: the address, else the area codes of the phones.

use super::region::{ALL, Region};
use crate::lead::{Account, Lead, Phone};

/// Where a person may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// In one of these.
    In(Vec<&'static Region>),
    /// Somewhere in the United States: nothing on file says where.
    Anywhere,
    /// In another country: closr knows no hours but the federal ones, in the account's zone.
    Abroad,
}

impl Place {
    /// Whether a person may be in one of these states, by their two letters.
    pub(in crate::consent) fn may_be_in(&self, codes: &[&str]) -> bool {
        match self {
            Place::In(regions) => regions.iter().any(|region| codes.contains(&region.code)),
            Place::Anywhere => true,
            Place::Abroad => false,
        }
    }

    /// A mobile phone's area code says where it was bought; the address says more, where there is one.
    pub(crate) fn of(lead: &Lead, account: &Account) -> Place {
        let living = lead.address.as_ref().map(|address| of_address(address.expose())).unwrap_or_default();
        if !living.is_empty() {
            return Place::In(living);
        }
        let mut regions = Vec::new();
        for code in lead.phones.iter().filter_map(area_code) {
            match Region::of_area_code(code) {
                Some(region) if regions.contains(&region) => {}
                Some(region) => regions.push(region),
                // A toll-free number, or one of the plan's other countries.
                None => return Place::Anywhere,
            }
        }
        match regions.is_empty() {
            false => Place::In(regions),
            true if lead.phones.is_empty() && !is_abroad(&account.tz) => Place::Anywhere,
            true => Place::Abroad,
        }
    }
}

/// Whether a zone is surely another country's: `UTC`, which an account has that names none, is not.
fn is_abroad(zone: &str) -> bool {
    /// Zones of the United States that no region needs besides its own.
    const MORE: [&str; 9] = [
        "US/",
        "Etc/",
        "America/Indiana",
        "America/Kentucky/",
        "America/North_Dakota/",
        "America/Juneau",
        "America/Sitka",
        "America/Nome",
        "America/Menominee",
    ];
    zone.contains('/')
        && !ALL.iter().any(|region| region.zones.contains(&zone))
        && !MORE.iter().any(|more| zone.starts_with(more))
}

/// The area code of a phone of the North American Numbering Plan.
fn area_code(phone: &Phone) -> Option<u16> {
    phone.expose().strip_prefix("+1")?.get(..3)?.parse().ok()
}

/// The states that an address ends with: that of its ZIP code and that which it names, where they are not the same.
///
/// Without a ZIP code a name counts behind a comma only: a street may be called Georgia.
fn of_address(address: &str) -> Vec<&'static Region> {
    let mut words: Vec<&str> =
        address.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty()).collect();
    for country in [&["USA"][..], &["US"], &["U.S.A."], &["United", "States"]] {
        let end = words.len().saturating_sub(country.len());
        let last = words.get(end..).unwrap_or_default();
        if end > 0 && last.iter().zip(country).all(|(word, part)| word.eq_ignore_ascii_case(part)) {
            words.truncate(end);
        }
    }
    let by_zip = words.last().and_then(|last| zip(last)).and_then(Region::of_zip);
    if by_zip.is_some() {
        words.pop();
    }
    let named = (1..=words.len().min(3)).rev().find_map(|count| {
        let (before, tail) = words.split_at_checked(words.len() - count)?;
        Region::named(&tail.join(" ").replace('.', ""))
            .filter(|_| by_zip.is_some() || !before.is_empty() && address.contains(','))
    });
    let mut regions: Vec<_> = by_zip.into_iter().collect();
    // A quadrant of Atlanta or Washington as often as Nebraska.
    regions.extend(named.filter(|region| by_zip != Some(region) && region.code != "NE"));
    regions
}

/// The first three digits of a ZIP code: `78664`, `78664-1203`.
fn zip(word: &str) -> Option<u16> {
    let (five, four) = word.split_once('-').unwrap_or((word, "0000"));
    let digits = |text: &str, len| text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(five, 5) && digits(four, 4) { five.get(..3)?.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(place: &Place) -> String {
        match place {
            Place::In(regions) => regions.iter().map(|region| region.code).collect::<Vec<_>>().join(" "),
            Place::Anywhere => "anywhere".to_owned(),
            Place::Abroad => "abroad".to_owned(),
        }
    }

    #[test]
    fn the_address_says_more_than_the_phone() {
        for (lead, expected) in [
            (
                r#"{"address": "2207 Bluebonnet Trail, Round Rock, TX 78664", "phones": ["+12125550147"]}"#,
                "TX",
            ),
            (r#"{"address": "12 Elm St, Boston, Massachusetts 02108-1203, USA"}"#, "MA"),
            (r#"{"address": "12 Elm St, Buffalo, new york"}"#, "NY"),
            (r#"{"address": "1600 Pennsylvania Ave, Washington, District of Columbia"}"#, "DC"),
            (r#"{"address": "1600 Pennsylvania Ave, Washington, D.C."}"#, "DC"),
            (r#"{"address": "5 Main St, Charleston, West Virginia 25301"}"#, "WV"),
            // A ZIP code and a state that do not agree: one of them is mistyped.
            (r#"{"address": "12 Elm St, Austin, TX 10001"}"#, "NY TX"),
            (r#"{"address": "1200 Peachtree St NE, Atlanta GA"}"#, "GA"),
            (r#"{"address": "1200 Peachtree St NE 30309"}"#, "GA"),
            (r#"{"address": "77 Dodge St, Omaha, NE 68102"}"#, "NE"),
            // No state in it, or none that is sure: the phone's.
            (r#"{"address": "45 Georgia", "phones": ["+12125550147"]}"#, "NY"),
            (r#"{"address": "1200 Peachtree St, NE", "phones": ["+12125550147"]}"#, "NY"),
            (r#"{"address": "12 Elm St", "phones": ["+12125550147"]}"#, "NY"),
            (r#"{"address": "Unit 5, 1200 Oak", "phones": ["+12125550147"]}"#, "NY"),
            (r#"{"address": "12 Elm St, Toronto, ON M5V 2T6", "phones": ["+12125550147"]}"#, "NY"),
            (r#"{"phones": ["+12125550147", "+15125550147", "+16465550147"]}"#, "NY TX"),
            (r#"{"phones": ["+12125550147", "+442079460018"]}"#, "NY"),
            (r#"{"phones": ["+442079460018"]}"#, "abroad"),
            (r#"{"phones": ["+18005550147"]}"#, "anywhere"),
            (r#"{"phones": ["+14165550147"]}"#, "anywhere"),
            (r#"{"emails": ["jane@example.com"]}"#, "anywhere"),
            ("{}", "anywhere"),
        ] {
            let account = Account::from_json(r#"{"brand": "Oak", "tz": "America/Chicago"}"#).unwrap();
            assert_eq!(codes(&Place::of(&Lead::from_json(lead).unwrap(), &account)), expected, "{lead}");
        }
        for (tz, expected) in [
            ("Europe/London", "abroad"),
            ("America/Toronto", "abroad"),
            ("UTC", "anywhere"),
            ("US/Eastern", "anywhere"),
            ("America/Juneau", "anywhere"),
        ] {
            let account = Account::from_json(&format!(r#"{{"brand": "Oak", "tz": "{tz}"}}"#)).unwrap();
            assert_eq!(codes(&Place::of(&Lead::default(), &account)), expected, "{tz}");
        }
    }
}
