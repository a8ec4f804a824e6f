//! Keywords: a message, a sentence or a clause that is nothing but one.

use strsim::osa_distance;

use super::message::{Message, Word};
use super::{FindingKind, Hit};

/// Twilio's default keywords, matched against the whole body (twilio.com/docs/messaging/tutorials/advanced-opt-out,
/// read 2026-11-22). Rule `SMS-01`.
const PROVIDER_STOP: &[&str] =
    &["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"];
const PROVIDER_START: &[&str] = &["start", "unstop"];
const PROVIDER_HELP: &[&str] = &["help", "info"];

/// The words of 47 CFR 64.1200(a)(10) that revoke by themselves (read 2026-11-22), with the provider's, and the
/// words that say the same in the languages our leads write. Rule `SMS-02`.
const STOP: &[&str] = &[
    "stop",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
    "remove",
    "delete",
    "unsubscribed",
    "removed",
    "stopped",
    "enough",
    "cease",
    "desist",
    "nomore",
    "fuckoff",
    "unfollow",
    "stfu",
    "optedout",
    "stop2end",
    "stop2quit",
    "discontinue",
    "stopsms",
    "deactivate",
    "blocked",
    "spam",
    "dnc",
    "alto",
    "basta",
    "pare",
    "paren",
    "parar",
    "detener",
    "detente",
    "cancelar",
    "cancela",
    "baja",
    "desuscribir",
    "desuscribirme",
    "eliminar",
    "quitar",
    "cancelen",
    "terminar",
    "borrar",
    "arret",
    "arreter",
    "arretez",
    "desabonner",
    "desinscrire",
    "sair",
    "parem",
    "remover",
    "stopp",
    "halt",
    "aufhoren",
    "abmelden",
    "abbestellen",
    "annulla",
    "smettila",
    "fermati",
    "dung",
    "tigil",
    "itigil",
    "sispann",
    "kanpe",
    "td",
    "退订",
];

/// Words of other scripts that stop when they are the whole message.
const STOP_OTHER: &[&str] = &[
    "停止",
    "取消",
    "退订t",
    "td",
    "不要",
    "停",
    "取消订阅",
    "やめて",
    "停止してください",
    "配信停止",
    "解除",
    "그만",
    "중지",
    "수신거부",
    "해지",
    "стоп",
    "отписаться",
    "отписка",
    "хватит",
    "прекратите",
    "отмена",
    "توقف",
    "قف",
    "الغاء",
    "रुको",
    "बंद",
];

/// Politeness that may stand around a keyword without changing it.
const POLITE: &[&str] = &[
    "please",
    "kindly",
    "thanks",
    "thank",
    "you",
    "now",
    "asap",
    "immediately",
    "ok",
    "okay",
    "hi",
    "hello",
    "hey",
    "sir",
    "maam",
    "just",
    "right",
    "away",
    "today",
    "already",
    "and",
    "so",
    "much",
    "no",
    "bye",
    "goodbye",
    "sorry",
    "por",
    "favor",
    "gracias",
    "ya",
    "merci",
    "svp",
    "sil",
    "vous",
    "plait",
    "bitte",
    "danke",
    "obrigado",
    "obrigada",
    "grazie",
    "per",
    "favore",
    "dude",
    "man",
    "bro",
    "regards",
    "all",
    "nah",
    "ugh",
    "nope",
    "yeah",
    "seriously",
    "literally",
    "fucking",
    "god",
    "pfv",
    "porfa",
    "porfavor",
    "ffs",
    "omg",
];

/// English words within one slip of a keyword that mean something else.
const NOT_SLIPS: &[&str] = &[
    "shop", "step", "top", "stops", "atop", "stoop", "slop", "swop", "strop", "spot", "sto", "stow", "post",
    "opts", "tops", "quiet", "quite", "suit", "quilt", "quits", "quid", "unit", "quip", "cancels",
    "canceled", "starts", "state", "smart", "star", "stark", "tart", "stat", "stars", "evoke", "revoked",
    "remote", "removes", "starter",
];

/// The opposite of the provider's "unsubscribe", though but two letters from it.
const SUBSCRIBE: [&str; 2] = ["subscribe", "resubscribe"];

/// Whether a folded word is one of the keywords, for the folding of look-alikes.
pub(super) fn is_any(word: &str) -> bool {
    STOP.contains(&word) || PROVIDER_START.contains(&word)
}

/// A keyword that is the whole message, or a stop that is a whole sentence or clause.
pub(super) fn find(text: &str, message: &Message) -> Option<Hit> {
    let whole = text.trim();
    let exact = |words: &[&str]| words.iter().any(|word| whole.eq_ignore_ascii_case(word));
    if exact(PROVIDER_STOP) {
        return Some(Hit::new(FindingKind::OptOut, "SMS-01", 1.0));
    }
    if exact(PROVIDER_START) {
        return Some(Hit::new(FindingKind::OptIn, "SMS-11", 1.0));
    }
    if exact(PROVIDER_HELP) {
        return Some(Hit::new(FindingKind::Help, "SMS-18", 1.0));
    }
    if exact(&["opt out"]) {
        return Some(Hit::new(FindingKind::OptOut, "SMS-02", 1.0));
    }
    alone(message).or_else(|| shouted(message)).or_else(|| apart(message))
}

/// The message is one keyword, perhaps repeated, among politeness.
fn alone(message: &Message) -> Option<Hit> {
    let mut core = None;
    for word in message.words().filter(|word| !POLITE.contains(&word.text.as_str())) {
        match core {
            None => core = Some(word),
            Some(first) if first.text == word.text => {}
            Some(_) => return None,
        }
    }
    let core = core?.text.as_str();
    let found = |kind, rule, confidence| Some(Hit::new(kind, rule, confidence));
    if STOP.contains(&core) || STOP_OTHER.contains(&core) {
        return found(FindingKind::OptOut, "SMS-02", 0.99);
    }
    let asks = message.sentences.iter().any(|sentence| sentence.question);
    if PROVIDER_START.contains(&core) && !asks {
        return found(FindingKind::OptIn, "SMS-11", 0.95);
    }
    if SUBSCRIBE.contains(&core) && !asks {
        return found(FindingKind::OptIn, "optin.plain", 0.9);
    }
    if PROVIDER_HELP.contains(&core) || core == "ayuda" {
        return found(FindingKind::Help, "SMS-18", 0.95);
    }
    slip(core).then(|| Hit::new(FindingKind::OptOut, "SMS-02", 0.85))
}

/// The message opens with a shouted STOP and then only names: "STOP Oak & Main", "Dana STOP".
fn shouted(message: &Message) -> Option<Hit> {
    let words: Vec<&Word> = message.words().filter(|word| !POLITE.contains(&word.text.as_str())).collect();
    let stop =
        |word: &&&Word| word.shouted && matches!(word.text.as_str(), "stop" | "unsubscribe" | "stopall");
    let edge = words.first().filter(stop).or_else(|| words.last().filter(stop))?;
    let others = words.iter().filter(|word| word.text != edge.text);
    let names = words.len() <= 5 && others.clone().all(|word| word.capital && !word.shouted);
    (names && others.count() > 0).then(|| Hit::new(FindingKind::OptOut, "SMS-02", 0.9))
}

/// A sentence or clause of a longer message is nothing but an unmistakable stop.
fn apart(message: &Message) -> Option<Hit> {
    const UNMISTAKABLE: &[&str] = &[
        "stop",
        "stopall",
        "unsubscribe",
        "optout",
        "cease",
        "desist",
        "fuckoff",
        "stfu",
        "basta",
        "alto",
        "desuscribirme",
    ];
    // "5 min, stop, then left" is a route. Only the words next to the stop say so: failing to stop costs more
    // than a lost lead, so a word elsewhere in a long message makes no stop void.
    const ROUTE: &[&str] = &[
        "bus", "train", "left", "turn", "route", "drive", "station", "metro", "exit", "lane", "highway",
        "road",
    ];
    let last = message.sentences.len().saturating_sub(1);
    for (at, sentence) in message.sentences.iter().enumerate() {
        let clauses = sentence.clauses().count();
        for clause in sentence.clauses() {
            let mut core = clause.iter().filter(|word| !POLITE.contains(&word.text.as_str()));
            let Some(first) = core.next() else { continue };
            let same = core.all(|word| word.text == first.text);
            // "The fifth one this week. Enough."
            let enough = clauses == 1 && at > 0 && !sentence.question && first.text == "enough";
            let route = if clauses > 1 {
                sentence.has(ROUTE) && !sentence.has(&["i", "im", "ive", "we", "me", "my", "you", "your"])
            } else {
                // A bare stop that opens or ends the message always counts.
                let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
                at > 0
                    && at < last
                    && near.filter_map(|at| message.sentences.get(at)).any(|sentence| sentence.has(ROUTE))
            };
            if same && !route && (enough || UNMISTAKABLE.contains(&first.text.as_str())) {
                return Some(Hit::new(FindingKind::OptOut, "SMS-02", 0.95));
            }
        }
    }
    None
}

/// Whether a lone word is a keyword but for one slip of the finger, or drawn out ("stoooop", "stopstop").
fn slip(word: &str) -> bool {
    if !word.is_ascii() || NOT_SLIPS.contains(&word) || SUBSCRIBE.contains(&word) {
        return false;
    }
    let mut squeezed = String::with_capacity(word.len());
    for c in word.chars() {
        if !squeezed.ends_with(c) {
            squeezed.push(c);
        }
    }
    if squeezed != word
        && matches!(squeezed.as_str(), "stop" | "end" | "quit" | "unsubscribe")
        && word.len() > 4
    {
        return true;
    }
    if word.len() >= 8 && word.len().is_multiple_of(4) && word.replace("stop", "").is_empty() {
        return true;
    }
    let near = |keyword: &str, most: usize| {
        word.len().abs_diff(keyword.len()) <= most && osa_distance(word, keyword) <= most
    };
    // Short words have too many neighbours: only "stop" may slip, and it must keep its first two or last two letters.
    let stop = near("stop", 1)
        && word.len() >= 3
        && (word.starts_with("st") || word.ends_with("op") || word == "sotp");
    stop || near("unsubscribe", 2) || near("cancel", 1) || near("optout", 1) || near("stopall", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<(FindingKind, &'static str)> {
        find(text, &Message::new(text)).map(|hit| (hit.kind, hit.rule))
    }

    #[test]
    fn keywords_are_found() {
        for text in PROVIDER_STOP {
            assert_eq!(kind(text), Some((FindingKind::OptOut, "SMS-01")), "{text}");
            assert_eq!(kind(&format!(" {} ", text.to_uppercase())), Some((FindingKind::OptOut, "SMS-01")));
        }
        for text in [
            "opt out",
            "STOP please",
            "pls stop",
            "Stop.",
            "STOP!!!",
            "s t o p",
            "stpo",
            "stoop!!",
            "STOP 🙏",
            "🛑",
            "Stop, thank you",
            "STOP STOP STOP",
            "stopstop",
            "stooooop",
            "unsubscibe",
            "STOP Oak & Main",
            "Dana STOP",
            "no, stop",
            "Not for us. Stop.",
            "The fifth one this week. Enough.",
            "ЅТОР",
            "АLТО",
            "退订",
            "Basta ya",
            "st0p",
        ] {
            let expected = if text == "stoop!!" { None } else { Some((FindingKind::OptOut, "SMS-02")) };
            assert_eq!(kind(text), expected, "{text}");
        }
        for text in ["START", "unstop", "Start please", "Subscribe", "resubscribe please"] {
            assert_eq!(kind(text).map(|(kind, _)| kind), Some(FindingKind::OptIn), "{text}");
        }
        for text in ["HELP", "info", "Help!!"] {
            assert_eq!(kind(text).map(|(kind, _)| kind), Some(FindingKind::Help), "{text}");
        }
    }

    #[test]
    fn other_words_are_not() {
        for text in [
            "yes",
            "YES",
            "shop",
            "step",
            "spot",
            "quite",
            "stop by at 5",
            "STOP BY THE HOUSE",
            "the bus stop",
            "start over",
            "end of the month",
            "ok thanks",
            "no",
            "info on 12 Oak",
            "Is 20% down ok? Enough?",
            "Start?",
            "subscribe?",
            "resubscribe?",
            "turn left, stop, then right",
            "",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
