//! The draft as rules read it: folded to plain lower case, cut into sentences and clauses.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::mask::BLOT;
use super::numbers::spelled_out;
use super::stock;
use crate::pattern::{Pattern, Patterns, Seen};

/// Compiles a literal pattern.
#[expect(clippy::expect_used, reason = "every pattern is a literal, and a test compiles them all")]
pub(super) fn pattern(literal: &str) -> Regex {
    Regex::new(&bounded(literal)).expect("a literal pattern")
}

/// A literal pattern that is asked only where it may match.
pub(super) fn screened(literal: &str) -> Pattern {
    Pattern::new(&bounded(literal))
}

/// Literal patterns of one meaning.
pub(super) fn patterns(literals: &[&str]) -> Patterns {
    Patterns::new(literals.iter().map(|literal| bounded(literal)))
}

/// The pattern with ASCII word boundaries: folded text has hardly a letter beyond ASCII, and one character beyond it,
/// as the blot is, makes the fast engines give up on a Unicode boundary. A pattern of names as they are written
/// keeps the Unicode ones.
fn bounded(literal: &str) -> String {
    if literal.contains(r"\p{") { literal.to_owned() } else { literal.replace(r"\b", r"(?-u:\b)") }
}

/// Lower case, no accents, straight quotes and dashes, one kind of space.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.replace('½', ".5").nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' => folded.push('\''),
            '\u{201c}' | '\u{201d}' => folded.push('"'),
            '\u{2010}'..='\u{2013}' | '\u{2212}' => folded.push('-'),
            '\u{2014}' => folded.push_str(" -- "),
            '\u{2044}' => folded.push('/'),
            '\n' => folded.push('\n'),
            c if c.is_whitespace() => folded.push(' '),
            c if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') => {}
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The same for what is nearly every text, without a look at Unicode's tables.
fn fold_ascii(text: &str) -> String {
    let kept = |c: &char| !c.is_ascii_control() || c.is_ascii_whitespace() || *c == '\u{b}';
    let folded = |c: char| match c {
        '\n' => '\n',
        c if c.is_whitespace() => ' ',
        c => c.to_ascii_lowercase(),
    };
    text.chars().filter(kept).map(folded).collect()
}

/// Where a part of the folded text stands in the text itself.
pub(super) fn unfold(text: &str, folded: Range<usize>) -> Range<usize> {
    let mut at = 0;
    let (mut start, mut end) = (None, 0);
    for (place, c) in text.char_indices() {
        at += fold(c.encode_utf8(&mut [0; 4])).len();
        if at > folded.start && start.is_none() {
            start = Some(place);
        }
        end = place + c.len_utf8();
        if at >= folded.end {
            break;
        }
    }
    start.unwrap_or(end)..end
}

/// Where the clauses of a folded text stand in the text itself. What was blotted out of them is passed over: between
/// two parts of a clause there may be anything.
pub(super) fn spans(text: &str, folded: &str, clauses: &[Clause]) -> Vec<Range<usize>> {
    let mut at = 0;
    let of = |clause: &Clause| {
        let (mut start, mut end) = (None, at);
        for part in clause.written().split(BLOT).map(str::trim).filter(|part| !part.is_empty()) {
            let found = folded.get(end..).and_then(|rest| rest.find(part)).map_or(end, |found| end + found);
            start = start.or(Some(found));
            end = (found + part.len()).min(folded.len());
        }
        let blotted = |ends: bool| if ends { None } else { start };
        let span = blotted(clause.written().starts_with(BLOT)).unwrap_or(at)..end;
        at = end;
        span
    };
    let in_folded: Vec<Range<usize>> = clauses.iter().map(of).collect();
    let next = |place: usize| in_folded.get(place + 1).map_or(folded.len(), |next| next.start);
    let whole = |(place, span): (usize, &Range<usize>)| {
        let blotted = clauses.get(place).is_some_and(|clause| clause.text().ends_with(BLOT));
        unfold(text, span.start..if blotted { next(place).max(span.end) } else { span.end })
    };
    in_folded.iter().enumerate().map(whole).collect()
}

/// A part of a sentence with one thing to say.
pub(super) struct Clause {
    pub(super) seen: Seen<String>,
    /// Its text as it is written, where apostrophes were put into it.
    written: Option<String>,
    spelled: OnceCell<Seen<String>>,
    without_stock: OnceCell<Option<Seen<String>>>,
    /// Its place among the clauses.
    pub(super) place: usize,
    /// The sentence it is in, counted from zero.
    pub(super) sentence: usize,
    /// It asks.
    pub(super) asks: bool,
    /// It says that something is not known, or will be found out: it asserts no fact of its own.
    pub(super) unsure: bool,
    /// It repeats what the lead said or wants.
    pub(super) theirs: bool,
    /// It declines to answer.
    pub(super) declines: bool,
}

impl Clause {
    pub(super) fn text(&self) -> &str {
        self.seen.text()
    }

    fn written(&self) -> &str {
        self.written.as_deref().unwrap_or(self.text())
    }

    /// Its text without stock phrases, whose words describe nothing; `None` where it has none.
    pub(super) fn without_stock(&self) -> Option<&Seen<String>> {
        self.without_stock.get_or_init(|| stock::without(&self.seen).map(Seen::of)).as_ref()
    }

    /// Its text with its numbers in digits, written out when it is first asked for.
    pub(super) fn in_digits(&self) -> &Seen<String> {
        self.spelled.get_or_init(|| Seen::of(spelled_out(self.text())))
    }
}

static SENTENCE_END: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[.!?]+["')]*(?:\s|$)|[\n;]+"#));
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[\s(])(?:st|ave|blvd|dr|ln|rd|ct|apt|no|mr|mrs|ms|sr|sra|sq|(?:\d[\d,]* ?|sq\. ?)ft|approx|a\.m|p\.m|inc|co|vs|[a-z]|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|aug|sep|sept|oct|nov|dec|bd|ba|br|av)$",
    )
});
static CLAUSE_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:,\s*|\s)(?:but|however|although|though|pero|aunque|sin embargo)\s|\s--?\s|,?\s(?:and|so|y)\s(?:i'll|i will|i can|i've|i have|i'm|we'll|we will|dana|it|there|the|you|you'll|please|le|te|voy|hay|tiene|la|el)\b|,\s(?:want|would you|would it|shall|do you|can i|should i|are you|le gustaria|quiere)\b|,\s(?:and\s|so\s)?(?:i'll|i will|i can|i've|i have|it|it's|there|there's|the|we|we'll|you|you'd|this|hay|tiene|la|el|es)\b",
    )
});
static ASKING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |or |y |o |¿)?(?:is|are|was|do|does|did|can|could|would|will|what|which|when|where|who|how|why|should|shall|may|have|has|want|if|que|cual|cuando|como|donde|tiene|hay|quiere|le gustaria|prefiere)\b",
    )
});
static UNSURE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(concat!(
        r"\b(?:i|we)(?:'m| am|'re| are)? (?:just |currently |actually |also )?(?:do not|don't|haven't|can't|cannot|couldn't|could not|wouldn't|not able to|unable to) (?:currently |actually |yet |quite |immediately |want to )?(?:have|know|see|find|confirm|say|tell|speak|verify|guess|assume)\b",
        r"|\b(?:doesn't|does not|didn't|don't|do not) (?:currently |actually )?(?:say|show|list|mention|specify|state|confirm|cover|describe|detail|address|note|identify|name|clarify|explain|break|spell|go into|give|tell|include (?:that|this|any (?:info|detail)))\b",
        r"|\b(?:no|not|\w+n't|nothing(?:'s)?|none|neither|nor|nobody) (?:[\w'-]+ ){0,6}(?:mentioned|listed|stated|specified|indicated|noted|given|described|shown|provided|detailed|recorded|spelled out|broken out|in there|on file|on record|among the|in (?:the|my|our|what) (?:record|file|listing|notes?|info|i)|part of the listing|something (?:i|we|the listing))\b",
        r"|\b(?:isn't|aren't|not) (?:called|spelled|broken|written) out\b|\bnot seeing\b|\b(?:no|not a|haven't a) clue\b|\bidk\b|\bdunno\b|\bbeats me\b|\bsilent (?:as to|about)\b|\bcouldn't say\b|\bnot that i (?:see|know)\b|\bno veo\b|\bni idea\b|\blistings? only says?\b|\bfiles? only says?\b",
        r"|\bnothing (?:\w+ ){0,4}(?:on|about|regarding|for|that|says)\b|\bno (?:word|idea|record|sign|figures?|numbers?|distances?|exchange rate|certification)\b|\bsilent on\b|\bsee (?:no|nothing|none)\b|\bcan't (?:tell|speak|be sure)\b|\bisn't (?:something|known|here|in front)\b|\bnot (?:that|as far as) i\b|\bonly (?:have|know)\b|\b(?:isn't|is not|aren't|not) (?:stated|known|given|clear)\b|\bup to you\b|\bdepends on\b|\bdon't (?:see|have)\b|\bdoesn't (?:give|tell)\b",
        r"|\b(?:is|are|was|isn't|aren't|not) (?:not |currently |yet )*(?:on file|listed here|in (?:the|my|our) (?:record|file|listing|notes|info)s?|specified|available to me|something i (?:have|know))\b",
        r"|\b(?:file|listing|records?|notes?) (?:itself )?(?:says?|gives?|mentions?|has|tells?) nothing\b|\bno (?:information|info|details?|records?|data|mention|answer) (?:on|about|of|for|regarding)\b|\bnot sure\b|\bunsure\b|\bunknown\b|\bwhether\b|\bfind out\b",
        r"|\b(?:i|we)(?:'ll| will| can| could|'d| would|'m going to| am going to)?,? (?:gladly |happily |also |definitely |certainly )?(?:need to |have to |be happy to |be glad to |love to |like to )?(?:ask|check|find out|look into|verify|confirm|pass|follow up|get back|have \w+ |reach out|forward|flag|request|let \w+ know|pull)\b",
        r"|\blet me (?:ask|check|find|verify|confirm|pass|look|get|pull)\b|\b(?:ask|check with|confirm with|verify with|contact) (?:dana|the|your|our|my|¤)\b|\b(?:happy|glad) to (?:ask|check|find|pass|verify|confirm)\b",
        r"|¤ (?:can|will|could|would|may|keeps|has|knows?) (?:confirm|answer|tell|check|verify|find|walk|go over|talk|help|provide|share|advise|follow|get|reach|be in|know|explain|point|send|run|look|fill|suggest|ask|do|prepare|request|speak|put)\b|¤ (?:would|keeps|may)\b|¤ (?:le |se lo |lo )(?:puede|confirma|explica)|\b(?:lender|attorney|lawyer|cpa|accountant|agent|inspector|advisor|team|agency|department|district|association|office|company) (?:can|will|could|would)\b",
        r"|\bno (?:lo |la |le |me )?(?:tengo|sabemos|aparecen?|figura|consta|cuento|dispongo|puedo|viene|menciona|dice|indica|hay (?:dato|informacion))\b|\bsomething (?:to ask|for ¤)|\b(?:place|person|one|source) to (?:ask|tell|call|check)\b|\btampoco (?:lo |la )?(?:tengo|aparece\w*|figura\w*|veo)\b|\bno se (?:si|a|de|que|cual\w*|cuan\w+|la|el|los|las|exactamente|con)\b|\bno (?:lo )?se(?:[.,;!]|$)|\bnada sobre\b|\bsin (?:fecha|dato)\b|\bsabe(?:r|mos)? si\b|\b(?:le |lo )?(?:pregunto|preguntare|preguntarle|consulto|consultare|averiguo|averiguare|verifico|verificare|confirmo|confirmare|reviso|revisare)\b|\bvoy a (?:preguntar|consultar|averiguar|verificar|confirmar|revisar)",
    ))
});
static THEIRS: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:you(?:'ve| have|'re| are|'d| would)? (?:just |also |already )?(?:said|mention(?:ed)?|ask(?:ed|ing)?|want(?:ed)?|look(?:ing|ed)?|need(?:ed)?|told|wrote|think(?:ing)? (?:about|of)|prefer(?:red)?|requested|hop(?:e|ing)|like|plan(?:ning)?|offer(?:ed|ing)?|shared|noted|gave|pay)|your (?:[$\d][\d,.km]* )?(?:budget|request|timeline|range|max(?:imum)?|search|offer|wish|preference|must[- ]haves?|message|question|figure|number|amount|need|criteria|availability|target|price range|limit|goal|plan|interest)s?|your \$?\d[\d,.]*(?:k|m| ?million)?\b|\b(?:tu|tus|su|sus) \$?\d|hear you|(?:one|place|home|house|condo|listing|unit) you (?:saw|found|toured|visited)|what you(?:'re| are) after|i(?:'ll| will) (?:note|add|put)\b|i(?:'ve| have)? (?:noted|put down|got you down|passed along|passed on|recorded|added|updated|changed)|noted|got it|(?:mencion|dij|pedi|busc|quier|necesit|prefer|prefier|solicit)(?:aste|iste|as|es|a|e|o)\b|(?:tu|su|de) (?:presupuesto|solicitud|busqueda|pedido)|anot(?:e|ado|ada|amos))",
    )
});
static DECLINES: LazyLock<Pattern> = LazyLock::new(|| {
    screened(concat!(
        r"^(?:and |so |but |also )?(?:please )?never (?:send|wire|pay|share|give|click|trust|text|e-?mail|transfer|hand)\b|^never (?:\w+ ){0,3}(?:by|over) (?:text|e-?mail|phone)\b|\b(?:i|we|i'm|we're|¤|assistant)(?: am| are)?(?: also| just| really| unfortunately| personally|,)* (?:can't|cannot|can not|couldn't|won't|will not|unable to|not able to|not allowed to|not permitted to|aren't able|would rather not|never|do not|don't (?:rate|comment|characteri[sz]e|give|offer|provide|quote|share|discuss|describe|steer|send|take|accept payments?|recommend|have access)|not (?:rate|comment|give|offer|provide|quote|share))\b",
        r"|^(?:i'm )?(?:sorry,? )?(?:unfortunately,? )?(?:but )?(?:can't|cannot|unable to|not able to)\b|\bfair housing\b|\bnot (?:legal|tax|financial|lending|investment) advice\b|\bi(?:'d|'ll) never\b|\bam not\b|\bi'm not\b",
        r"|\b(?:no puedo|no podemos|nunca|vivienda justa|no (?:ofrezco|recibimos|aceptamos pagos|tomamos|pedimos|doy|damos|compartimos|comparto|califico|recomiendo))\b",
    ))
});

/// Cuts folded text into clauses.
pub(super) fn clauses(folded: &str) -> Vec<Clause> {
    let mut all = Vec::new();
    for (sentence, text) in sentences(folded).into_iter().enumerate() {
        let asks = text.trim_end().trim_end_matches(['"', ')', '\'']).ends_with('?');
        let mut start = 0;
        let mut parts = Vec::new();
        for end in CLAUSE_END.find_iter(text) {
            // "11:00 am - 1:00 pm" is one thing.
            let after = text.get(end.end()..).unwrap_or_default();
            let span =
                end.as_str().trim() == "-" && after.starts_with(|c: char| c.is_ascii_digit() || c == '$');
            if span {
                continue;
            }
            // The word that opens the new clause stays in it.
            let cut = end.start() + usize::from(end.as_str().starts_with(','));
            if let Some(part) = text.get(start..cut) {
                parts.push(part);
            }
            start = cut;
        }
        parts.push(text.get(start..).unwrap_or_default());
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.into_iter().enumerate() {
            let part = part.trim_matches(|c: char| c.is_whitespace() || c == ',');
            if part.is_empty() {
                continue;
            }
            let written = Seen::of(part.to_owned());
            let (seen, written) = match with_apostrophes(&written) {
                Some(text) => (Seen::of(text), Some(written.text().to_owned())),
                None => (written, None),
            };
            // Of "it's active, want to see it?" only the end is a question.
            let asks = asks && (index == last || ASKING.is_match(part));
            all.push(Clause {
                place: all.len(),
                sentence,
                asks,
                unsure: UNSURE.is_match(&seen),
                theirs: THEIRS.is_match(&seen),
                declines: DECLINES.is_match(&seen),
                written,
                spelled: OnceCell::new(),
                without_stock: OnceCell::new(),
                seen,
            });
        }
    }
    all
}

/// "Im", "dont", "ill ask": short forms as thumbs write them. "Its" and "were" are words of their own.
static BARE_FORM: LazyLock<Pattern> = LazyLock::new(|| {
    screened(concat!(
        r"\b(?:(?P<not>do|does|did|is|are|was|ca|wo|could|would|should|have|has|had)nt|(?P<i>i)(?P<i_end>m|ve)",
        r"|(?P<you>you|they)(?P<you_end>re|ve|ll|d)|(?P<is>he|she|that|there|what|here|who|where)s",
        r"|(?P<will>i|we)ll(?P<verb> (?:ask|be|check|find|get|give|have|keep|let|make|note|nudge|pass|pick|reach|see|send|sort|take|tell|text|try)))\b",
    ))
});

/// The text with the apostrophes that were left out; `None` where none was.
fn with_apostrophes(seen: &Seen<String>) -> Option<String> {
    BARE_FORM.is_match(seen).then(|| {
        let form = "${not}${i}${you}${is}${will}";
        let put = |found: &regex::Captures<'_>| {
            let mut text = String::new();
            found.expand(form, &mut text);
            let end = match () {
                () if found.name("not").is_some() => "n't",
                () if found.name("is").is_some() => "'s",
                () if found.name("will").is_some() => "'ll",
                () => "'",
            };
            text.push_str(end);
            found.expand("${i_end}${you_end}${verb}", &mut text);
            text
        };
        BARE_FORM.regex().replace_all(seen.text(), put).into_owned()
    })
}

/// The sentences of what is no draft, of which only the numbers are read.
pub(super) fn lines(folded: &str) -> Vec<Clause> {
    let of = |(sentence, text): (usize, &str)| Clause {
        place: sentence,
        sentence,
        asks: false,
        unsure: false,
        theirs: false,
        declines: false,
        written: None,
        spelled: OnceCell::new(),
        without_stock: OnceCell::new(),
        seen: Seen::of(text.to_owned()),
    };
    sentences(folded).into_iter().enumerate().map(of).collect()
}

/// Cuts folded text into sentences, each with its closing mark.
pub(super) fn sentences(folded: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut start = 0;
    for end in SENTENCE_END.find_iter(folded) {
        let before = folded.get(start..end.start()).unwrap_or_default();
        if end.as_str().starts_with('.') && ABBREVIATION.is_match(before) {
            continue;
        }
        let sentence = folded.get(start..end.end()).unwrap_or_default().trim();
        if !sentence.is_empty() {
            all.push(sentence);
        }
        start = end.end();
    }
    let rest = folded.get(start..).unwrap_or_default().trim();
    if !rest.is_empty() {
        all.push(rest);
    }
    all
}

/// The words of a folded text, letters and digits only.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A word without its usual endings, so that "renovated" meets "renovation".
pub(super) fn stem(word: &str) -> &str {
    for ending in ["ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "y", "e"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() >= 3
        {
            return stem;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for regex in [&SENTENCE_END, &ABBREVIATION, &CLAUSE_END, &ASKING] {
            assert!(!regex.as_str().is_empty());
        }
        for pattern in [&UNSURE, &THEIRS, &DECLINES] {
            assert!(!pattern.regex().as_str().is_empty());
        }
    }

    #[test]
    fn ascii_is_folded_as_the_rest_is() {
        let ascii: String = (0..128u8).chain([b'x']).map(char::from).collect();
        // A letter beyond ASCII sends the text the long way.
        assert_eq!(format!("{}e", fold(&ascii)), fold(&format!("{ascii}é")));
    }

    #[test]
    fn a_clause_is_found_where_it_stands() {
        let text = "Sí — it’s $1.2M. Ask Dana at 12 Elm St, but the HOA is ½ of it!";
        let folded = fold(text);
        let blotted = folded.replace("12 elm st", BLOT).replace("dana", BLOT);
        let all = clauses(&blotted);
        let found: Vec<&str> = spans(text, &folded, &all).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["Sí", "— it’s $1.2M.", "Ask Dana at 12 Elm St, ", "but the HOA is ½ of it!"]);
    }

    proptest::proptest! {
        /// What is folded is folded character by character, so that a place in it is one in the text.
        #[test]
        fn folding_keeps_places(text in "\\PC{0,40}") {
            let apart: String = text.chars().map(|c| fold(&c.to_string())).collect();
            proptest::prop_assert_eq!(&apart, &fold(&text));
            proptest::prop_assert!(text.get(unfold(&text, 0..apart.len())).is_some());
        }
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let rows: [(&str, usize); 6] = [
            ("it is $1.2m. want to see it?", 2),
            ("open at 1 p.m. on saturday.", 1),
            ("88 rainey st. is listed", 1),
            ("- price: $1\n- beds: 3", 2),
            ("yes!", 1),
            ("2.5 baths", 1),
        ];
        for (text, expected) in rows {
            assert_eq!(sentences(text).len(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_apart_from_what_is() {
        let all = clauses("the hoa fee isn't on file, but the price is $425,000");
        assert_eq!(all.iter().map(|c| c.unsure).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn apostrophes_are_put_where_thumbs_leave_them_out() {
        for (text, put) in [
            ("im on it, dont worry", Some("i'm on it, don't worry")),
            ("ill ask, thats easy", Some("i'll ask, that's easy")),
            ("well get it sorted, youre set", Some("we'll get it sorted, you're set")),
            ("she fell ill and its well is deep", None),
        ] {
            assert_eq!(with_apostrophes(&Seen::of(text.to_owned())).as_deref(), put, "{text}");
        }
    }

    #[test]
    fn folding_keeps_what_is_said() {
        assert_eq!(fold("2½ Baños\u{a0}— “Sí”"), "2.5 banos  --  \"si\"");
    }
}
