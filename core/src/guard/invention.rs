//! Words with content that is not on file: on the property, the area, the seller, the market, the terms, a link.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::claim;
use super::mask::{EMAIL, LINK};
use super::numbers::spelled_out;
use super::on_file::OnFile;
use super::text::{Clause, fold, pattern, patterns, screened, words};
use super::unsourced;
use super::{Reading, Reason, Rule};
use super::{conduct, talk};
use crate::pattern::{Pattern, Patterns, Seen};

/// Statements that nothing on file can carry, whoever makes them.
static CLAIMS: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        r"\b(?:seller|owner|vendor|landlord)s?(?:'s| is| are|'re| has| have)? (?:\w+ ){0,2}(?:motivated|flexible|open|willing|eager|relocat\w+|moving|negotiab\w+|anxious|ready|prefer\w*|want\w*|need\w*|agreed|will|would|happy|looking|firm)\b|\bmotivated (?:seller|owner)|\b(?:vendedor|dueno)(?: \w+){0,2} (?:motivad\w|dispuest\w|flexible|quiere|necesita)",
        r"\b(?:owner|seller|landlord|dueno|vendedor)s? (?:\w+ly )?(?:already )?(?:likes?|loves?|makes?|gives?|gave|offers?|accepts?|agrees?|allows?|does|did|has|had|plans?|hopes?|bought|paid|put|replaced|added|needs?|acepta|pide|permite)\b",
        r"\b(?:they|he|she|sellers?|owners?|landlords?)(?:'re| are|'s| is) (?:an? |very |really )*(?:\w+ ){0,2}(?:couple|family|people|person|retir\w+|moving|downsizing|upgrading|investor|nice|lovely)\b",
        r"\b(?:multiple|several|other|many|competing|\d+) (?:\w+ )?(?:offers?|buyers?|bidders?|parties|showings|applicants?|applications)\b|\b(?:interest|demand|traffic|activity)(?: (?:is|was|has been|have been|keeps))? (?:\w+ )?(?:strong|high|heavy|huge|intense)\b|\bfirst in line\b|\b(?:received|got|has|have|had) (?:an? |\d+ |some )?offers?\b|\b(?:a lot of|lots of|tons? of|a bunch of|many|strong|high|huge|plenty of|much) (?:interest|demand|activity|attention|inquiries|showings|traffic)\b|\b(?:won't|will not|doesn't|don't) (?:last|be available) (?:long)?|\bgoing fast\b|\bsell(?:ing)? (?:fast|quickly)\b|\bgo(?:es|ing)? quickly\b|\bhot (?:market|property|listing|area)|\b(?:seller|buyer)'?s'? market\b|\bact (?:fast|now|quickly)\b|\b(?:better|should|please|must|so) hurry\b|^hurry\b|\bhurry (?:up|before|if|while|in)\b|\bhigh demand\b|\bmarket is\b|\bdays on (?:the )?market\b|\bon the market (?:for|since)\b|\b(?:ha|han|hay|tiene|tenido) (?:tenido )?(?:much[ao]s?|varias|bastantes?) (?:visitas|interesad\w+|ofertas|solicitudes|gente)\b|\bse va(?:n)? a ir rapido\b|\bno espere mucho\b|\bjust (?:listed|hit (?:the|our) (?:market|mls))|\bno se (?:va a tardar|quedara)|\bse vend\w+ rapido",
        r"\bprice (?:is|was|has been|just) (?:\w+ )?(?:negotiable|flexible|reduced|dropped|cut|lowered|firm|fair|competitive|great|good|below|a steal)|\bpriced (?:to sell|right|well|below|competitively)|\b(?:price|recent) (?:drop|reduction|cut)\b|\b(?:price|rent|it|that|everything|terms|deposit|fees?)(?:'s| is| are) (?:\w+ )?negotiable\b|\bopen to (?:\w+ )?(?:offers?|negotiat\w+)|\b(?:below|under|above) (?:market|appraisal|what \w+)|\bgreat (?:value|price|deal|buy|opportunity)\b|\bprecio (?:es )?(?:negociable|rebajado|flexible)|\bbargain\b|\bsteal\b",
        r"\b(?:close|near|nearby|next door|adjacent|convenient|walking distance|steps|short (?:walk|drive)|minutes?|miles?|blocks?|walkable|proximity|within walking|cerca|a pasos|a minutos)\b(?: \w+){0,2} (?:to|from|by|of|de|away|restaurants?|shops?|shopping|parks?|downtown|schools?|transit|highways?|airport|lake|beach|stores?)\b|\bnear(?:by)? (?:the |a |an )?\w+|\bnext to\b|\b(?:restaurants|cafes|coffee shops|shopping|nightlife|trails|hospitals?|grocery|downtown)\b",
        r"\b(?:quiet|up[- ]and[- ]coming|desirable|sought[- ]after|popular|vibrant|trendy|established|upscale|exclusive|peaceful|friendly|nice|great|wonderful|beautiful|lovely|growing|hot|prime|central|convenient|walkable|charming|historic|gated|hip|tranquil\w) (?:\w+ )?(?:street|neighbou?rhood|area|community|location|part|spot|block|cul|subdivision|barrio|zona|colonia)|\b(?:neighbou?rhood|area|street|community|location|barrio|zona)(?:'s| is| are| has|es|esta)? (?:\w+ ){0,2}(?:quiet|desirable|popular|vibrant|trendy|upscale|friendly|great|nice|wonderful|amazing|beautiful|lovely|growing|hot|central|convenient|walkable|peaceful|tranquil\w|excelente|bonit\w)|\bgreat location\b|\bcul-de-sac\b",
        r"\b(?:stunning|gorgeous|breathtaking|charming|luxur\w+|immaculate|pristine|turn-?key|move[- ]in[- ]ready|well[- ](?:maintained|kept|cared)|meticulously|one[- ]of[- ]a[- ]kind|must[- ]see|dream home|spectacular|panoramic|elegant|exquisite|impeccable|picturesque|idyllic|magnificent|hidden gem|gem\b|spacious|cozy|airy|sun-?(?:lit|drenched|filled)|light-filled|open[- ](?:concept|floor)|state[- ]of[- ]the[- ]art|high[- ]end|top[- ]of[- ]the[- ]line|brand[- ]new|like new|newer|recently|freshly|fully (?:renovated|updated|remodeled|furnished|equipped)|renovated|remodeled|oversized|recien (?:pintad|remodelad|renovad)\w|list[ao] para (?:entrar|vivir|mudarse)|pisos nuevos|skyline|impresionante|hermos\w+|precios[ao]\b|espectacular|espacios[ao]\b|acogedor\w*|lujos\w+|renovad\w+|remodelad\w+|amplia\b|amplio\b)",
        r"\b(?:beautiful|great|nice|perfect|lovely|amazing|fantastic|wonderful|awesome|incredible|excellent|fabulous|ideal|bright|sunny|modern|big|huge|large|private|solid|good|super|best|bonit\w|lind\w|grande|excelente)(?:,| and)? (?:\w+ )?(?:home|house|property|place|condo|unit|apartment|townhouse|kitchen|backyard|yard|views?|layout|floor ?plan|condition|shape|bathrooms?|bedrooms?|rooms?|closets?|patio|deck|pool|investment|casa|cocina|patio|vista|jardin|alberca|piscina)\b|\b(?:home|house|property|place|condo|unit|apartment|kitchen|yard|backyard|pool|casa|cocina)(?:'s| is| are| es| esta)? (?:\w+ ){0,2}(?:beautiful|great|nice|perfect|lovely|amazing|fantastic|wonderful|awesome|incredible|excellent|bright|sunny|modern|big|huge|large|private|bonit\w|lind\w|grande)\b|\bviews? of\b|\b(?:mountain|lake|ocean|city|skyline|water|hill|river) views?\b|\byou(?:'ll| will|'re going to) love\b|\bte va a encantar",
        r"\b(?:has|have|is|with|includes?|tiene|hay|con) central (?:air|heat\w*|ac|a/c|hvac|cooling)\b|\baire (?:acondicionado )?central\b",
        r"\b(?:another|other|similar|also have|also has|several) (?:\w+ ){0,2}(?:homes?|houses?|listings?|propert(?:y|ies)|units?|condos?|casas?|propiedades)\b|\b(?:more|\d+) (?:\w+ ){0,2}(?:homes|houses|listings|properties|units|condos|casas|propiedades)\b|\b(?:i|we) have (?:an? |some |several )?(?:\w+ ){0,2}(?:home|house|listing|condo|unit|apartment|propert)\w*",
        r"\b(?:is|are|comes?|all|utilities|water|electricity|trash|gas|internet|cable|heat) (?:are |is )?(?:also )?included\b|\b(?:rent|hoa|price|fee|dues|cuota) (?:\w+ )?(?:includes?|covers?|incluye|cubre)\b|\bincluid[ao]s?\b|\b(?:lease|contrato) (?:term|is|es)\b|\bmonth[- ]to[- ]month\b|\bmove[- ]in special\b|\bfirst month free\b|\bwaiv(?:e|ed|ing)\b|\bmove in (?:immediately|now|today|right away|as soon)|\bavailable (?:immediately|now|from|starting|for move)|\bfinancing (?:is )?available\b|\bclosing (?:date|takes|is)\b|\bseller financing\b|\bcredit score\b|\bbackground check\b|\bwarranty\b",
        r"\b(?:no|without|free of|never had|isn't in|not in)(?: any| an?)? (?:\w+ )?(?:problems|issues|damage|leaks?|mold|termites?|foundation|lead paint|flood\w*|cracks?|defects?|asbestos)\b|\bflood zone\b|\b(?:passed|recent) (?:the )?inspection|\bin (?:good|great|excellent|perfect) (?:condition|shape)|\bup to code\b|\b(?:was|has been|were) (?:recently )?(?:replaced|updated|upgraded|painted|installed|serviced|swept|pumped|resealed|rewired|replumbed|inspected|repaired|fixed|renovated|appraised|rezoned|zoned)\b|\bzoned for\b|\b(?:you can|could|may) (?:build|add|convert|subdivide|airbnb|sublet|rent it|airbnb)",
    ])
});

pub(super) fn check(reading: &Reading<'_>, on_file: &OnFile<'_>) -> Vec<Reason> {
    let invented = |rule| Reason::of("invention", rule);
    // Where somebody orders us about, nothing passes for talk.
    let is_talk = |text: &str| {
        talk::is(text, on_file)
            && !conduct::is_ordered_about(reading)
            && !(reading.draft.listings.is_empty() && agrees(text, &reading.inbound, on_file))
    };
    let claimed = reading.stated().find_map(|clause| {
        let rule = if !claim::is_quoted(clause.text()) && lacks_claim(clause, on_file, &reading.lead_said) {
            Rule::Claim
        } else if !clause.theirs && !is_topic(reading, clause) && unsourced::is_by(clause, on_file, is_talk) {
            Rule::Words
        } else {
            return None;
        };
        Some(invented(rule).at(reading.span_of(clause)))
    });
    let link = || strange_link(reading).map(|link| invented(Rule::Link).at(reading.span_of_folded(link)));
    let street = || another_street(reading, on_file).map(|street| invented(Rule::Street).at(street));
    claimed.or_else(link).or_else(street).into_iter().collect()
}

/// Whether the clause makes a claim whose words are not all on file: "updated kitchen" is, where features say so.
fn lacks_claim(clause: &Clause, on_file: &OnFile<'_>, lead_said: &str) -> bool {
    // "I've noted three bedrooms near the water" tells the lead their own wish.
    let noted = clause.theirs && NOTED.is_match(&clause.seen);
    let wished = |word: &str| noted && words(lead_said).any(|said| said == word);
    let (listed, talk);
    let mut seen = clause.in_digits();
    if let Some(without) = clause.without_stock() {
        talk = Seen::of(spelled_out(without.text()));
        seen = &talk;
    }
    if let Some(said) = [" included in the features", " included in the listing"]
        .into_iter()
        .find(|said| seen.text().contains(said))
    {
        listed = Seen::of(seen.text().replace(said, " listed"));
        seen = &listed;
    }
    let text = seen.text();
    CLAIMS.iter().filter_map(|claim| claim.find_iter(seen, text)).flatten().any(|found| {
        // "$589,000 over two units" counts no homes.
        let inside = text.get(..found.start()).is_some_and(|before| before.ends_with([',', '.', '$']))
            || found.as_str().contains("open house")
            || text.get(found.end()..).is_some_and(|after| after.starts_with(" ask"))
            || is_of_all(text.get(..found.start()).unwrap_or_default(), found.as_str());
        // "The dues cover the roof and trash", where the file says so of the dues.
        if !inside && words(found.as_str()).any(|word| COVERS.contains(&word)) {
            return !on_file.says_together(text.get(found.start()..).unwrap_or_default(), &OF_A_FEE);
        }
        !inside
            && words(found.as_str())
                .filter(|word| word.len() > 2 && !PLAIN.contains(word))
                .any(|word| !on_file.has(word) && !wished(word))
    })
}

/// "Painting - not on file": names only what the next clause cannot or may not tell.
fn is_topic(reading: &Reading<'_>, clause: &Clause) -> bool {
    let next = reading.clauses.get(clause.place + 1).filter(|next| next.sentence == clause.sentence);
    let mut own = words(clause.text());
    let alone = own.next().is_some_and(|word| !unsourced::is_feature(word)) && own.next().is_none();
    alone && next.is_some_and(|next| next.unsure || next.declines)
}

/// "It is haunted", of a property that is not on file: states what the question asked.
fn agrees(text: &str, inbound: &str, on_file: &OnFile<'_>) -> bool {
    let asked = |word: &str| inbound.contains('?') && words(inbound).any(|asked| asked == word);
    unsourced::states(text) && words(text).any(|word| word.len() > 3 && !on_file.carries(word) && asked(word))
}

static NOTED: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:i|we)(?:'ve|'ll| have| will)? (?:just )?(?:note|noted|add|added|put down|wrote down|recorded)\b|^noted\b|^(?:lo |la )?(?:anote|anoto|anotado)\b",
    )
});

/// Whether what is claimed is said of sellers at large: "most sellers want to see a letter".
fn is_of_all(before: &str, found: &str) -> bool {
    let many = ["most ", "many ", "some ", "all ", "usually ", "sometimes "];
    let at_large = ["sellers ", "owners ", "landlords "];
    many.iter().any(|many| before.ends_with(many)) && at_large.iter().any(|who| found.starts_with(who))
}

/// Words by which a sum is said to pay for what follows.
const COVERS: [&str; 6] = ["includes", "include", "covers", "cover", "incluye", "cubre"];

/// Words of a sentence on file that tells what a sum pays for.
const OF_A_FEE: [&str; 12] = [
    "includes", "include", "included", "covers", "cover", "covered", "incluye", "cubre", "dues", "fee",
    "hoa", "rent",
];

/// Words of a claim that add nothing to it.
const PLAIN: [&str; 20] = [
    "were",
    "starting",
    "from",
    "beginning",
    "the",
    "and",
    "are",
    "was",
    "has",
    "have",
    "been",
    "very",
    "really",
    "home",
    "house",
    "property",
    "its",
    "that",
    "with",
    "casa",
];

fn strange_link(reading: &Reading<'_>) -> Option<Range<usize>> {
    let account = reading.account();
    let texts = [&account.texts.help, &account.texts.disclosure, &account.texts.confirmation, &account.email];
    let ours: String = texts.into_iter().flatten().map(|text| fold(text)).collect();
    // Spaces of the same length: what is found stands where it does in the folded text.
    let text = EMAIL.replace_all(&reading.folded, |mail: &Captures<'_>| {
        " ".repeat(mail.get(0).map_or(0, |mail| mail.len()))
    });
    let strange = LINK.find_iter(&text).find(|found| {
        let link = found.as_str().trim_end_matches(['.', ',', '!', '?']);
        let host =
            link.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let host = host.split('/').next().unwrap_or(host);
        let known = [&ours, &reading.on_file, &reading.lead_said].into_iter().any(|text| text.contains(link));
        // Official sources are neutral ones: census.gov, hud.gov.
        let official = host.ends_with(".gov") || host.ends_with(".mil");
        !known && !official
    });
    strange.map(|found| found.range())
}

static STREET_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:on|at|off|en) (?P<name>\p{Lu}[\p{L}']+)(?: \p{Lu}[\p{L}']+)? (?:Street|St|Avenue|Ave|Lane|Ln|Road|Rd|Drive|Dr|Boulevard|Blvd|Court|Ct|Way)\b",
    )
});

/// A street that is neither a listing's nor the lead's word.
fn another_street(reading: &Reading<'_>, on_file: &OnFile<'_>) -> Option<Range<usize>> {
    let another = |name: &Match<'_>| {
        let name = fold(name.as_str());
        !on_file.is_name(&name) && !on_file.has(&name) && !words(&reading.lead_said).any(|word| word == name)
    };
    let mut names = STREET_NAME.captures_iter(reading.draft.text).filter_map(|found| found.name("name"));
    names.find(another).map(|name| name.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_content_are_found() {
        let rows: [(&str, bool); 12] = [
            ("the seller is motivated", true),
            ("it won't last long", true),
            ("stunning home", true),
            ("it's close to great restaurants", true),
            ("we have multiple offers", true),
            ("the price is negotiable", true),
            ("water and trash are included", true),
            ("the price is $689,000", false),
            ("it has 3 bedrooms", false),
            ("great question", false),
            ("thanks for your interest", false),
            ("dana can help you", false),
        ];
        for (text, found) in rows {
            assert_eq!(CLAIMS.is_match(&Seen::of(text)), found, "{text}");
        }
        assert!(STREET_NAME.is_match("home on Birch Street"));
    }
}
