//! Reads slots out of what a lead wrote, and questions out of what we wrote.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::slot::{Slot, Slots};
use crate::pattern::{Pattern, Seen};

macro_rules! patterns {
    ($($name:ident = $text:literal;)*) => {
        $(static $name: LazyLock<Pattern> = LazyLock::new(|| Pattern::new($text));)*

        #[cfg(test)]
        fn all() -> Vec<&'static LazyLock<Pattern>> {
            vec![$(&$name),*]
        }
    };
}

patterns! {
    SELL = r"\b(sell(ing)?|list(ing)? (my|our)|vender)\b";
    RENT = r"\b(rent(ing)?|leas(e|ing)|rental|rentar|alquilar)\b";
    BUY = r"\b(buy(ing|er)?|purchas(e|ing)|homebuyer|comprar|comprando)\b";
    WISH = r"\b(i|we|im|id|were|want|wanna|looking|hoping|need|trying|like|thinking|interested|quiero|queremos|quisiera|busco|buscamos|necesito|pienso)\b";
    TIMELINE = r"\b(asap|right away|immediately|now|today|this (week|month|year|spring|summer|fall|winter)|next (week|month|year|spring|summer|fall|winter)|(in|within) (a|\d{1,2}|one|two|three|four|six|a few|a couple( of)?) (days?|weeks?|months?|years?)|(\d{1,2}|one|two|three|four|six|a few|a couple( of)?)( ?- ?\d{1,2})? (weeks?|months?|years?)|(by|in|before|after|around|early|late|end of)? ?(january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|fall|winter)|lo antes posible|este (mes|ano)|el proximo (mes|ano)|proximo (mes|ano)|en \d{1,2} (semanas|meses)|en (enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre))\b";
    MOVE = r"\b(mov(e|ing)|close|closing|need it|want it|ready|lease (ends|is up)|timeline|mudar\w*|want|looking|hoping|need|buy|rent|sell|quiero|busco|comprar|rentar|vender)\b";
    MONEY = r"(\$ ?)?(\d{1,3}(,\d{3})+|\d+(\.\d+)?)( ?(k|m|mil|million|thousand))?\b";
    BUDGET = r"\b(budget|max(imum)?|up to|under|below|less than|no more than|at most|afford|spend(ing)?|price range|approved (for|up to)|presupuesto|hasta|menos de|maximo)\b";
    BEDS = r"\b(\d|one|two|three|four|five|six|un|una|dos|tres|cuatro|cinco)( ?(\+|or more|o mas))?[ -]?(beds?|bedrooms?|bds?|brs?|bdrms?|recamaras?|habitacion(es)?|dormitorios?|cuartos)\b";
    BARE_NUMBER = r"\b(\d|one|two|three|four|five|six|dos|tres|cuatro|cinco)\b";
    AREA = r"\b([Ii]n|[Nn]ear|[Aa]round|[Ee]n|[Cc]erca de) (the )?(?:[A-Z][a-z]+|\d{5}\b)";
    NOT_AREA = r"\b(?:[Ii]n|[Aa]round|[Nn]ear|[Ee]n) (January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Fall|Winter)";
    LOOKS = r"(?i)\b(look|search|want|need|interested|move|moving|relocat|buy|rent|home|house|apartment|condo|busc|quier|casa|anything)\w*";
    APPROVED = r"\bpre.?(approved|qualified|approval)|preaprobad[ao]";
    CASH = r"\b(pay(ing)? (all )?cash|cash (buyer|offer|purchase)|all cash|its cash|de contado)\b|^\W*cash\W*$";
    LENDER = r"\b(have|got|with|using|working with|talking to) (a |my |our )?(lender|bank|mortgage \w+|loan officer)|tengo (un )?(prestamista|banco)";
    NO_LENDER = r"\b(need|find|looking for|dont have|no) (a |any )?(lender|financing|mortgage|loan|pre.?approval)|not (pre.?approved|yet approved)|not yet pre.?approved|havent (been|gotten|talked)";
    NOT_APPROVED = r"\b(not|arent|isnt|havent been|get|getting|need( to be| to get)?|how (do|to)[^.?!]*) (yet )?pre.?(approved|qualified|approval)";
    DECLINES = r"\b(not sure|unsure|dont know|no idea|idk|havent decided|undecided|depends|not yet|maybe|just (looking|browsing|curious)|prefer not|rather not|skip|no se|todavia no|no estoy segur[ao]|depende|flexible|open|whenever|no rush|no hurry|any)\b|^\W*(no|nope|nah|yes|yeah|yep|si|both|neither)\W*$";
    AWAY = r"\b(not interested|no longer (interested|looking)|stop|unsubscribe|leave me alone|remove me|take me off|no me interesa|wrong (number|person)|already (bought|found|rented))\b|\bno,? thank";
    ASK_INTENT = r"\b(buy|rent|sell)\b.*\b(buy|rent|sell)\b|comprar.*(rentar|vender)";
    ASK_TIMELINE = r"\b(timeline|time ?frame|when (are|do|would|will|were) you[^?]*(mov|buy|sell|rent|start|purchas|clos)\w*|how soon)|cuando (espera|piensa|quiere|le gustaria)[^?]*(mudar|comprar|vender|rentar)";
    ASK_BUDGET = r"\b(budget|price (range|point)|how much[^?]*(spend|afford|looking to)|comfortable spending)|presupuesto";
    ASK_BEDS = r"\bhow many (bed|bedrooms|rooms)\b|\b(bedrooms?|beds)\b[^?]*\b(need|want|looking|prefer)|cuantas (recamaras|habitaciones)";
    ASK_AREA = r"\b(which|what|where)\b[^?]*\b(areas?|neighborhoods?|part of town|city|cities|looking)\b|(que|cual) (zona|area|ciudad)|donde (busca|esta buscando)";
    ASK_FINANCING = r"\b(lender|pre.?approv\w*|pre.?qual\w*|financ\w*|paying cash|cash or|mortgage)\b|prestamista|preaprobad|contado";
    SPANISH = r"[¿¡]|\b(hola|gracias|buenos|buenas|que|cual|cuant[oa]s?|cuesta|precio|casa|quiero|quisiera|busco|tiene|hay|donde|cuando|disponible|recamaras?|es|esta|mi|la|las|los|una?|para|por|con|en|renta|comprar|rentar|vender|interesa|si|estoy)\b";
    ENGLISH = r"\b(the|is|it|are|you|what|how|when|where|can|i|im|we|my|this|that|do|to|of|and|for|available|price|house|home|hi|hello|hey|in|on|at|looking|want|would)\b";
}

/// A message as the rules read it.
pub(super) struct Said<'a> {
    text: &'a str,
    /// Without accents, apostrophes and capitals.
    folded: Seen<String>,
}

impl<'a> Said<'a> {
    pub(super) fn new(text: &'a str) -> Said<'a> {
        let kept = text.nfd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘'));
        let folded =
            kept.flat_map(char::to_lowercase).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        Said { text, folded: Seen::of(folded) }
    }

    fn asks(&self) -> bool {
        self.text.contains('?')
    }

    fn says(&self, rule: &Pattern) -> bool {
        rule.is_match(&self.folded)
    }

    fn has(&self, word: &str) -> bool {
        self.folded.text().contains(word)
    }

    /// Whether it is clearly Spanish.
    pub(super) fn is_spanish(&self) -> bool {
        SPANISH.count(&self.folded) > ENGLISH.count(&self.folded)
    }

    /// The person says no, or asks to be left alone: no question now.
    pub(super) fn turns_away(&self) -> bool {
        self.says(&AWAY)
    }

    /// The person answers that there is no answer.
    pub(super) fn declines(&self) -> bool {
        !self.asks() && self.says(&DECLINES)
    }
}

/// The slots that a message of ours asks for, in our words or a model's.
pub(super) fn asked_in(text: &str) -> Vec<Slot> {
    let said = Said::new(text);
    let mut slots = Vec::new();
    for question in
        said.folded.text().split_inclusive(['?', '.', '!', '\n']).filter(|sentence| sentence.ends_with('?'))
    {
        let found = Slot::ALL.into_iter().find(|slot| {
            let rule = match slot {
                Slot::Intent => &ASK_INTENT,
                Slot::Timeline => &ASK_TIMELINE,
                Slot::Budget => &ASK_BUDGET,
                Slot::Beds => &ASK_BEDS,
                Slot::Area => &ASK_AREA,
                Slot::Financing => &ASK_FINANCING,
            };
            rule.regex().is_match(question)
        });
        slots.extend(found.filter(|slot| !slots.contains(slot)));
    }
    slots
}

/// Reads what a message of the lead tells; `asked` is what our message before it asked.
pub(super) fn read_into(known: &mut Slots, said: &Said<'_>, asked: &[Slot]) {
    let answers = |slot: Slot| asked.contains(&slot) && !said.asks();
    if let Some(intent) = intent(said, answers(Slot::Intent)) {
        known.intent = Some(intent.to_owned());
    }
    if let Some(when) = TIMELINE.find(&said.folded)
        && (answers(Slot::Timeline) || (!said.asks() && said.says(&MOVE)))
    {
        known.timeline = Some(when.as_str().trim().to_owned());
    }
    if let Some(budget) = budget(said, answers(Slot::Budget)) {
        known.budget_max_usd = Some(budget);
    }
    if let Some(beds) = beds(said, answers(Slot::Beds)) {
        known.beds_min = Some(beds);
    }
    let told = answers(Slot::Area) && !said.declines() && said.text.chars().any(char::is_alphabetic);
    known.area |= told || names_area(said.text);
    if let Some(financing) = financing(said, answers(Slot::Financing)) {
        known.financing = Some(financing.to_owned());
    }
}

fn intent(said: &Said<'_>, asked: bool) -> Option<&'static str> {
    if !asked && !said.says(&WISH) {
        return None;
    }
    [(&SELL, "sell"), (&BUY, "buy"), (&RENT, "rent")]
        .into_iter()
        .filter_map(|(rule, intent)| Some((rule.find(&said.folded)?.start(), intent)))
        .min()
        .map(|(_, intent)| intent)
        // "Would the owner sell for less" and "is it for rent" are about the property.
        .filter(|_| asked || !said.asks() || said.has("want to") || said.has("looking to"))
}

/// A place is told by its capital: the text as it was written is read.
fn names_area(text: &str) -> bool {
    let text = Seen::of(text);
    AREA.count(&text) > NOT_AREA.count(&text) && LOOKS.is_match(&text)
}

fn budget(said: &Said<'_>, asked: bool) -> Option<u64> {
    let from = match BUDGET.find(&said.folded) {
        Some(word) => word.start(),
        None if asked => 0,
        None => return None,
    };
    let amounts = MONEY.regex().captures_iter(said.folded.text().get(from..)?).filter_map(|found| {
        let number: f64 = found.get(2)?.as_str().replace(',', "").parse().ok()?;
        let unit = found.get(6).map_or("", |unit| unit.as_str());
        let dollars = match unit {
            "k" | "mil" | "thousand" => number * 1e3,
            "m" | "million" => number * 1e6,
            // "under 600" is 600 thousand or 600 a month: not clear, so not known.
            _ if number < 1000.0 => return None,
            _ => number,
        };
        (500.0..=1e9).contains(&dollars).then_some(dollars as u64)
    });
    amounts.max()
}

fn beds(said: &Said<'_>, asked: bool) -> Option<f64> {
    let found = BEDS
        .captures(&said.folded)
        .filter(|_| asked || (!said.asks() && said.says(&WISH)) || said.has("looking for"));
    let bare = || BARE_NUMBER.captures(&said.folded).filter(|_| asked);
    let word = found.or_else(bare)?.get(1)?.as_str().to_owned();
    let n = match word.as_str() {
        "one" | "un" | "una" => 1.0,
        "two" | "dos" => 2.0,
        "three" | "tres" => 3.0,
        "four" | "cuatro" => 4.0,
        "five" | "cinco" => 5.0,
        "six" => 6.0,
        digit => digit.parse().ok()?,
    };
    (n > 0.0).then_some(n)
}

fn financing(said: &Said<'_>, asked: bool) -> Option<&'static str> {
    if said.says(&NO_LENDER) || (!said.asks() && said.says(&NOT_APPROVED)) {
        Some("needs a lender")
    } else if !said.asks() && said.says(&CASH) || (asked && said.has("cash")) {
        Some("cash")
    } else if !said.asks() && said.says(&APPROVED) {
        Some("pre-approved")
    } else if said.says(&LENDER) || (asked && said.has("lender")) {
        Some("lender")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_builds_and_none_matches_nothing() {
        for rule in all() {
            assert!(!rule.regex().is_match(""), "{rule:?}");
        }
    }

    #[test]
    fn every_question_is_known_again() {
        for slot in Slot::ALL {
            for spanish in [false, true] {
                assert_eq!(asked_in(&format!("Thanks! {}", slot.question(spanish))), [slot]);
                let bare: String = slot.question(spanish).replace(['á', 'é', 'í', 'ó'], "a");
                assert!(!bare.is_empty());
                assert_eq!(Said::new(slot.question(spanish)).is_spanish(), spanish, "{slot:?}");
            }
        }
        assert!(asked_in("1208 Oak Hollow Dr is listed at $689,000. How can I help?").is_empty());
    }

    #[test]
    fn reads_what_leads_tell() {
        type Holds = fn(&Slots) -> bool;
        fn read(text: &str, asked: &[Slot]) -> Slots {
            let mut known = Slots::default();
            read_into(&mut known, &Said::new(text), asked);
            known
        }
        let all =
            read("We're looking to buy a 3-bedroom in Round Rock under $600k in 3 months, pre-approved", &[]);
        assert_eq!(all.intent.as_deref(), Some("buy"));
        assert_eq!((all.beds_min, all.budget_max_usd, all.area), (Some(3.0), Some(600_000), true));
        assert_eq!(
            (all.timeline.as_deref(), all.financing.as_deref()),
            (Some("in 3 months"), Some("pre-approved"))
        );

        let rows: &[(&str, &[Slot], Holds)] = &[
            ("650", &[Slot::Budget], |k| k.budget_max_usd.is_none()),
            ("650k", &[Slot::Budget], |k| k.budget_max_usd == Some(650_000)),
            ("500-650k", &[Slot::Budget], |k| k.budget_max_usd == Some(650_000)),
            ("1.2m max", &[], |k| k.budget_max_usd.is_none()),
            ("max 1.2 million", &[], |k| k.budget_max_usd == Some(1_200_000)),
            ("3", &[Slot::Beds], |k| k.beds_min == Some(3.0)),
            ("does it have 4 bedrooms?", &[], |k| *k == Slots::default()),
            ("is it under contract?", &[], |k| *k == Slots::default()),
            ("would they sell for 600k?", &[], |k| *k == Slots::default()),
            ("is it available in May?", &[], |k| *k == Slots::default()),
            ("selling", &[Slot::Intent], |k| k.intent.as_deref() == Some("sell")),
            ("quiero rentar en Austin", &[], |k| k.intent.as_deref() == Some("rent") && k.area),
            ("we'd move in June", &[], |k| k.timeline.is_some() && !k.area),
            ("South Austin", &[Slot::Area], |k| k.area),
            ("not sure", &[Slot::Area], |k| !k.area),
            ("we're not pre-approved yet", &[], |k| k.financing.as_deref() == Some("needs a lender")),
            ("cash", &[], |k| k.financing.as_deref() == Some("cash")),
            ("Do you take cash?", &[], |k| k.financing.is_none()),
        ];
        for (text, asked, holds) in rows {
            let known = read(text, asked);
            assert!(holds(&known), "{text}: {known:?}");
        }
    }
}
