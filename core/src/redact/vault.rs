//! What stands for what in one conversation.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::net::IpAddr;

use zeroize::Zeroizing;

use crate::error::{ErrorKind, Result, RoomError};
use crate::lead::Pii;
use crate::prompt::Placeholder;
use crate::redact::fold::{digits, fold};
use crate::redact::label::{Label, OwnLabel};
use crate::redact::recognise::said_digits;
use crate::redact::token::{MAX_NUMBER, Token, tokens, tokens_from};

/// The placeholders of one conversation: one per normalised value, the same for every turn.
///
/// A placeholder that a person typed is text: the vault never issues a number that it has seen typed
/// (it takes the next), and [`Vault::restore_reply`] leaves a typed token as it is.
/// Its values are wiped from memory when it is dropped.
#[derive(Clone, Default)]
pub struct Vault {
    entries: Vec<Entry>,
    by_key: HashMap<(Label, Pii<String>), usize>,
    by_number: BTreeMap<(Label, u32), usize>,
    /// Numbers that stand in typed text and so mean nothing.
    typed: BTreeSet<(Label, u32)>,
    /// The labels of the user's own recognisers.
    own: Vec<OwnLabel>,
}

#[derive(Clone, PartialEq)]
struct Entry {
    label: Label,
    number: u32,
    key: Pii<String>,
    /// What a reply shows.
    shown: Pii<String>,
}

/// A reply with its values back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Restored {
    /// The text.
    pub text: Pii<String>,
    /// Placeholders that this conversation never issued and the lead did not type.
    pub unknown: Vec<Placeholder>,
    /// Placeholders that were put back although the model had not kept to their spelling.
    pub drifted: Vec<Placeholder>,
}

/// What the lead typed that reads as a placeholder.
pub(super) type Typed = BTreeSet<(String, u32)>;

impl Vault {
    /// The placeholder for `value`, issued now if it is new. A reply shows the first spelling of a value.
    pub fn placeholder(&mut self, label: Label, value: &str) -> Placeholder {
        if let Label::Own(own) = label {
            self.know(&[own]);
        }
        self.issue(label, key(label, value), value)
    }

    /// Marks every placeholder-shaped token of a text that a person typed: none of them will mean a value.
    ///
    /// A value that already had such a number gets another one, so call this before a prompt is
    /// rendered, with the lead's messages and the agent's notes.
    pub fn reserve_typed(&mut self, text: &str) {
        for token in tokens(text, &self.own) {
            if let (Some(label), 1..) = (token.label, token.number) {
                self.typed.insert((label, token.number));
                if let Some(index) = self.by_number.remove(&(label, token.number)) {
                    let number = self.next(label);
                    self.by_number.insert((label, number), index);
                    if let Some(entry) = self.entries.get_mut(index) {
                        entry.number = number;
                    }
                }
            }
        }
    }

    /// Puts the values back into a model's reply. What stands in `typed` (the lead's own messages) is left as it is.
    ///
    /// It understands the spellings that models drift to: `[phone_1]`, `[Phone 1]`, `PHONE_1`, `\[PHONE\_1\]`.
    /// A value that is put back is never read again as a placeholder. [`Restorer`](crate::redact::Restorer) does the same
    /// to a reply that comes in pieces.
    pub fn restore_reply(&self, reply: &str, typed: &[&str]) -> Restored {
        self.restore(reply, 0, &self.typed_tokens(typed))
    }

    /// What the lead typed that reads as a placeholder.
    pub(super) fn typed_tokens(&self, typed: &[&str]) -> Typed {
        let all = typed.iter().flat_map(|text| tokens(text, &self.own));
        all.map(|token| (token.name, token.number)).collect()
    }

    /// Takes labels of the user's own for labels, so that what reads as their placeholder is read as one.
    pub(super) fn know(&mut self, own: &[OwnLabel]) {
        for label in own {
            if !self.own.contains(label) {
                self.own.push(*label);
            }
        }
    }

    /// What stands from `from` on in a reply, restored.
    pub(super) fn restore(&self, reply: &str, from: usize, typed: &Typed) -> Restored {
        let mut text = String::with_capacity((reply.len() - from) * 2 + 256);
        let (mut unknown, mut drifted) = (Vec::new(), Vec::new());
        let mut done = from;
        for token in tokens_from(reply, from, &self.own) {
            if typed.contains(&(token.name.clone(), token.number)) {
                continue;
            }
            if let Some(entry) = self.entry(&token) {
                text.push_str(reply.get(done..token.start).unwrap_or(""));
                text.push_str(entry.shown.expose());
                done = token.end;
                let as_issued = |issued: &Placeholder| {
                    reply.get(token.start..token.end) == Some(issued.as_str()) || drifted.contains(issued)
                };
                drifted.extend(token.placeholder().filter(|issued| !as_issued(issued)));
            } else if token.bracketed {
                unknown.extend(token.placeholder().filter(|placeholder| !unknown.contains(placeholder)));
            }
        }
        text.push_str(reply.get(done..).unwrap_or(""));
        Restored { text: Pii::new(text), unknown, drifted }
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds no value.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The vault as bytes, for the store to seal.
    pub(crate) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let wire = WireOut {
            v: VERSION,
            entries: self
                .entries
                .iter()
                .map(|e| (e.label.as_str(), e.number, e.key.expose().as_str(), e.shown.expose().as_str()))
                .collect(),
            typed: self.typed.iter().map(|(label, number)| (label.as_str(), *number)).collect(),
        };
        // Room for the worst escaping, so that growing leaves no copy behind unwiped.
        let room: usize =
            self.entries.iter().map(|e| 6 * (e.key.expose().len() + e.shown.expose().len()) + 64).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(room + 40 * self.typed.len() + 64));
        // Writing strings and numbers to memory cannot fail; were it to, `decode` refuses the rest.
        let _ = serde_json::to_writer(&mut *bytes, &wire);
        bytes
    }

    /// The vault from the bytes that `encode` gave.
    ///
    /// # Errors
    /// `Corrupt` when they are anything else.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Vault> {
        let wire: WireIn = serde_json::from_slice(bytes).map_err(|_| VaultError::Unreadable)?;
        if wire.v != VERSION {
            return Err(VaultError::Version { found: wire.v }.into());
        }
        let mut vault = Vault::default();
        for (label, number) in &wire.typed {
            let label = vault.label(label)?;
            vault.typed.insert((label, *number));
        }
        for (label, number, key, shown) in wire.entries {
            let (key, shown) = (Pii::new(key), Pii::new(shown));
            let label = vault.label(&label)?;
            let index = vault.entries.len();
            let taken = !(1..=MAX_NUMBER).contains(&number)
                || vault.by_number.insert((label, number), index).is_some()
                || vault.by_key.insert((label, key.clone()), index).is_some();
            if taken {
                return Err(VaultError::Number { number }.into());
            }
            vault.entries.push(Entry { label, number, key, shown });
        }
        Ok(vault)
    }

    /// The label of that name in stored bytes: those of the user's own are told by their shape.
    fn label(&mut self, name: &str) -> Result<Label> {
        if let Some(label) = Label::named(name) {
            return Ok(label);
        }
        let own = OwnLabel::shaped(name).ok_or(VaultError::Label)?;
        self.know(&[own]);
        Ok(Label::Own(own))
    }

    /// The placeholder for a known value: a reply shows it as the record has it.
    pub(super) fn known(&mut self, label: Label, key: &Pii<String>, shown: &Pii<String>) -> Placeholder {
        let placeholder = self.issue(label, key.clone(), shown.expose());
        if let Some(entry) =
            self.by_key.get(&(label, key.clone())).copied().and_then(|index| self.entries.get_mut(index))
            && entry.shown != *shown
        {
            entry.shown = shown.clone();
        }
        placeholder
    }

    /// Marks typed tokens whose numbers are still free.
    pub(super) fn see_typed(&mut self, text: &str) {
        for token in tokens(text, &self.own) {
            if let (Some(label), 1..) = (token.label, token.number)
                && !self.by_number.contains_key(&(label, token.number))
            {
                self.typed.insert((label, token.number));
            }
        }
    }

    fn issue(&mut self, label: Label, key: Pii<String>, shown: &str) -> Placeholder {
        let found = self.by_key.get(&(label, key.clone())).and_then(|index| self.entries.get(*index));
        let number = match found {
            Some(entry) => entry.number,
            None => {
                let number = self.next(label);
                let index = self.entries.len();
                self.by_number.insert((label, number), index);
                self.by_key.insert((label, key.clone()), index);
                self.entries.push(Entry { label, number, key, shown: Pii::from(shown) });
                number
            }
        };
        Placeholder::parse(&format!("[{label}_{number}]"))
            .unwrap_or_else(|| unreachable!("a label and a number are a placeholder"))
    }

    /// A number that is neither issued nor typed. After a million values of one label the last number serves for the rest.
    fn next(&self, label: Label) -> u32 {
        let last = |numbers: Option<u32>| numbers.unwrap_or(0);
        let issued =
            last(self.by_number.range((label, 0)..=(label, MAX_NUMBER)).next_back().map(|((_, n), _)| *n));
        let free = |number: &u32| {
            !self.by_number.contains_key(&(label, *number)) && !self.typed.contains(&(label, *number))
        };
        (issued + 1..=MAX_NUMBER).find(free).or_else(|| (1..=MAX_NUMBER).find(free)).unwrap_or(MAX_NUMBER)
    }

    /// The names of the placeholders that mean a value, as in `PHONE_1`.
    pub(super) fn live(&self, typed: &Typed) -> Vec<String> {
        let live = self.by_number.keys().filter(|number| !self.typed.contains(number));
        live.map(|(label, number)| (label.as_str().to_owned(), *number))
            .filter(|token| !typed.contains(token))
            .map(|(name, number)| format!("{name}_{number}"))
            .collect()
    }

    fn entry(&self, token: &Token) -> Option<&Entry> {
        let number = (token.label?, token.number);
        if self.typed.contains(&number) {
            return None;
        }
        self.by_number.get(&number).and_then(|index| self.entries.get(*index))
    }
}

/// Vaults are equal when they hold the same: which labels one knows besides makes no difference.
impl PartialEq for Vault {
    fn eq(&self, other: &Vault) -> bool {
        self.entries == other.entries && self.typed == other.typed
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("values", &self.entries.len())
            .field("typed", &self.typed.len())
            .finish()
    }
}

/// What two spellings of one value have in common.
pub(super) fn key(label: Label, value: &str) -> Pii<String> {
    let compact = |text: String| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let key = match label {
        Label::Phone => phone_key(value),
        Label::Email => {
            let mut email = fold(value);
            for at in [" (at) ", " [at] ", "(at)", "[at]", " at "] {
                email = email.replace(at, "@");
            }
            for dot in [" (dot) ", " [dot] ", "(dot)", "[dot]", " dot "] {
                email = email.replace(dot, ".");
            }
            email.replace(' ', "")
        }
        Label::Ip => {
            let folded = fold(value);
            folded.parse::<IpAddr>().map(|ip| ip.to_string()).unwrap_or(folded)
        }
        Label::CreditCard
        | Label::Ssn
        | Label::TaxId
        | Label::Cvv
        | Label::Account
        | Label::Routing
        | Label::Iban
        | Label::DriverLicense
        | Label::Passport
        | Label::Mac
        | Label::LicensePlate => compact(fold(value)),
        Label::Person | Label::Address | Label::Dob | Label::Username | Label::AccessCode | Label::Own(_) => {
            fold(value)
        }
    };
    Pii::new(if key.is_empty() { value.to_owned() } else { key })
}

/// A phone's digits with the country code, where that can be told.
fn phone_key(value: &str) -> String {
    let written = digits(value);
    // `512 five five five 0147`.
    let said = written.len() < 10 && value.chars().any(char::is_alphabetic);
    let digits = if said { said_digits(value) } else { written };
    let bare = digits.strip_prefix("00").filter(|rest| rest.len() >= 9).unwrap_or(&digits);
    if bare.len() == 10 && !fold(value).contains('+') { format!("1{bare}") } else { bare.to_owned() }
}

const VERSION: u32 = 1;

#[derive(serde::Serialize)]
struct WireOut<'a> {
    v: u32,
    entries: Vec<(&'a str, u32, &'a str, &'a str)>,
    typed: Vec<(&'a str, u32)>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WireIn {
    v: u32,
    entries: Vec<(String, u32, String, String)>,
    typed: Vec<(String, u32)>,
}

#[derive(Debug, thiserror::Error)]
enum VaultError {
    #[error("the vault is not readable: its bytes are not what closr wrote")]
    Unreadable,
    #[error("the vault has version {found}: this build reads version {VERSION}")]
    Version { found: u32 },
    #[error("the vault has a label that this build does not know")]
    Label,
    #[error("the vault has the number {number} twice or out of range")]
    Number { number: u32 },
}

impl RoomError for VaultError {
    fn kind(&self) -> ErrorKind {
        match self {
            VaultError::Unreadable
            | VaultError::Version { .. }
            | VaultError::Label
            | VaultError::Number { .. } => ErrorKind::Corrupt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_placeholder_per_value_whatever_the_spelling() {
        let mut vault = Vault::default();
        for (label, spellings) in [
            (
                Label::Phone,
                vec!["5125550147", "(512) 555-0147", "+15125550147", "1.512.555.0147", "５１２ 555‑0147"],
            ),
            (Label::Email, vec!["Jane@Example.com", "jane@example.com", "jane at example dot com"]),
            (Label::Person, vec!["José  Núñez", "JOSE NUNEZ"]),
            (Label::CreditCard, vec!["4111 1111 1111 1111", "4111-1111-1111-1111"]),
            (Label::Ip, vec!["2001:db8::1", "2001:0db8:0:0::1"]),
        ] {
            let all: BTreeSet<_> = spellings.iter().map(|value| vault.placeholder(label, value)).collect();
            assert_eq!(all.len(), 1, "{label}");
            assert_eq!(all.first().unwrap().as_str(), format!("[{label}_1]"));
        }
        assert_eq!(vault.placeholder(Label::Phone, "+445125550147").as_str(), "[PHONE_2]");
        assert_eq!(vault.restore_reply("[PHONE_1]", &[]).text.expose(), "5125550147");
    }

    #[test]
    fn replies_are_restored_as_models_write_them() {
        let mut vault = Vault::default();
        vault.placeholder(Label::Phone, "512-555-0147");
        vault.placeholder(Label::Person, "Jane");
        vault.placeholder(Label::Person, "[PHONE_1]");
        for (reply, text, unknown) in [
            ("Call [PHONE_1].", "Call 512-555-0147.", vec![]),
            ("[phone_1] [Phone 1] PHONE_1", "512-555-0147 512-555-0147 512-555-0147", vec![]),
            (r"\[PHONE\_1\]!", "512-555-0147!", vec![]),
            ("[PERSON_1]'s and **[PERSON_1]**", "Jane's and **Jane**", vec![]),
            ("[PERSON_2] [PHONE_1]", "[PHONE_1] 512-555-0147", vec![]),
            (
                "[PHONE_2] and [AGENT_1] and [PHONE_2]",
                "[PHONE_2] and [AGENT_1] and [PHONE_2]",
                vec!["[PHONE_2]", "[AGENT_1]"],
            ),
            ("[Phone 9]", "[Phone 9]", vec!["[PHONE_9]"]),
            ("[PHONE_0]", "[PHONE_0]", vec!["[PHONE_999999]"]),
            ("SKU_77 and max_1 stay", "SKU_77 and max_1 stay", vec![]),
            ("Unit [unit 4] é", "Unit [unit 4] é", vec![]),
        ] {
            let restored = vault.restore_reply(reply, &[]);
            assert_eq!(restored.text.expose(), text, "{reply}");
            let found: Vec<_> = restored.unknown.iter().map(Placeholder::as_str).collect();
            assert_eq!(found, unknown, "{reply}");
        }
        let drifted =
            vault.restore_reply("[PHONE_1], phone_1, [Phone 1], [PERSON_1]'s, [PHONE_7]", &[]).drifted;
        assert_eq!(drifted.iter().map(Placeholder::as_str).collect::<Vec<_>>(), ["[PHONE_1]"]);
        assert!(vault.restore_reply("[PHONE_1] of [PERSON_1]", &[]).drifted.is_empty());
    }

    #[test]
    fn what_the_lead_typed_never_becomes_a_value() {
        let mut vault = Vault::default();
        vault.see_typed("what is [PHONE_1] and [phone 2]?");
        assert_eq!(vault.placeholder(Label::Phone, "512-555-0147").as_str(), "[PHONE_3]");
        let restored =
            vault.restore_reply("[PHONE_1], [Phone_1], [PHONE_3], [PHONE_4]", &["what is [PHONE_1]"]);
        assert_eq!(restored.text.expose(), "[PHONE_1], [Phone_1], 512-555-0147, [PHONE_4]");
        assert_eq!(restored.unknown.len(), 1);
        // Typed after it was issued: the value moves away.
        vault.reserve_typed("[PHONE_3]");
        assert_eq!(vault.placeholder(Label::Phone, "5125550147").as_str(), "[PHONE_4]");
        let restored = vault.restore_reply("[PHONE_3] [PHONE_4]", &["[PHONE_3]"]);
        assert_eq!(restored.text.expose(), "[PHONE_3] 512-555-0147");
        assert_eq!(vault.restore_reply("[PHONE_4]", &["[PHONE_4]"]).text.expose(), "[PHONE_4]");
    }

    #[test]
    fn it_survives_storage_and_refuses_garbage() {
        let mut vault = Vault::default();
        vault.see_typed("[EMAIL_1]");
        vault.placeholder(Label::Email, "\"jäne\"\u{1}@example.com");
        vault.placeholder(Label::Person, "Jane");
        let bytes = vault.encode();
        let mut read = Vault::decode(&bytes).unwrap();
        assert_eq!(*read.encode(), *bytes);
        assert_eq!(read.placeholder(Label::Person, "JANE").as_str(), "[PERSON_1]");
        assert_eq!(read.placeholder(Label::Email, "x@y.com").as_str(), "[EMAIL_3]");
        let cut = &bytes[..bytes.len() - 1];
        let twice = br#"{"v":1,"entries":[["PHONE",1,"a","a"],["PHONE",1,"b","b"]],"typed":[]}"#;
        let garbage: [&[u8]; 7] = [
            b"",
            b"{}",
            cut,
            twice,
            br#"{"v":2,"entries":[],"typed":[]}"#,
            br#"{"v":1,"entries":[["X",1,"a","a"]],"typed":[]}"#,
            br#"{"v":1,"entries":[["PHONE",0,"a","a"]],"typed":[]}"#,
        ];
        for bytes in garbage {
            assert_eq!(Vault::decode(bytes).unwrap_err().kind(), ErrorKind::Corrupt);
        }
    }

    #[test]
    fn a_phone_in_words_is_the_phone() {
        let mut vault = Vault::default();
        let plain = vault.placeholder(Label::Phone, "(512) 555-0147");
        for said in ["five one two, five five five, oh one four seven", "512 five five five 0147"] {
            assert_eq!(vault.placeholder(Label::Phone, said), plain, "{said}");
        }
        let flowers = vault.placeholder(Label::Phone, "1-800-FLOWERS");
        assert_ne!(vault.placeholder(Label::Phone, "1-800-HOMES-4U"), flowers);
    }

    #[test]
    fn debug_shows_counts_only() {
        let mut vault = Vault::default();
        vault.placeholder(Label::Person, "Jane");
        assert_eq!(format!("{vault:?}"), "Vault { values: 1, typed: 0 }");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
            let _ = Vault::decode(&bytes);
        }

        #[test]
        fn a_reply_without_placeholders_is_left_alone(reply in "[^_\\[]{0,60}") {
            let mut vault = Vault::default();
            vault.placeholder(Label::Person, "Jane");
            let restored = vault.restore_reply(&reply, &[]);
            proptest::prop_assert_eq!(restored.text.expose(), &reply);
        }
    }
}
