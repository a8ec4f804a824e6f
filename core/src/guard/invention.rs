//! Words with content that is not on file: on the property, the area, the seller, the market, the terms, a link.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::mask::{EMAIL, LINK};
use super::numbers::spelled_out;
use super::text::{Clause, fold, pattern, patterns, screened, stem, words};
use super::{Reading, Reason};
use crate::pattern::{Pattern, Patterns, Seen};

/// Statements that nothing on file can carry, whoever makes them.
static CLAIMS: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        r"\b(?:seller|owner|vendor|landlord)s?(?:'s| is| are|'re| has| have)? (?:\w+ ){0,2}(?:motivated|flexible|open|willing|eager|relocat\w+|moving|negotiab\w+|anxious|ready|prefer\w*|want\w*|need\w*|agreed|will|would|happy|looking|firm)\b|\bmotivated (?:seller|owner)|\b(?:vendedor|dueno)(?: \w+){0,2} (?:motivad\w|dispuest\w|flexible|quiere|necesita)",
        r"\b(?:they|he|she|sellers?|owners?|landlords?)(?:'re| are|'s| is) (?:an? |very |really )*(?:\w+ ){0,2}(?:couple|family|people|person|retir\w+|moving|downsizing|upgrading|investor|nice|lovely)\b",
        r"\b(?:multiple|several|other|many|competing|\d+) (?:\w+ )?(?:offers?|buyers?|bidders?|parties|showings)\b|\b(?:received|got|has|have|had) (?:an? |\d+ |some )?offers?\b|\b(?:a lot of|lots of|tons of|strong|high|huge|plenty of|much) (?:interest|demand|activity|attention|inquiries)\b|\b(?:won't|will not|doesn't|don't) (?:last|be available) (?:long)?|\bgoing fast\b|\bsell(?:ing)? (?:fast|quickly)\b|\bgo(?:es|ing)? quickly\b|\bhot (?:market|property|listing|area)|\b(?:seller|buyer)'?s'? market\b|\bact (?:fast|now|quickly)\b|\bhurry\b|\bhigh demand\b|\bmarket is\b|\bdays on (?:the )?market\b|\bon the market (?:for|since)\b|\bjust (?:listed|hit)|\bno se (?:va a tardar|quedara)|\bse vend\w+ rapido",
        r"\bprice (?:is|was|has been|just) (?:\w+ )?(?:negotiable|flexible|reduced|dropped|cut|lowered|firm|fair|competitive|great|good|below|a steal)|\bpriced (?:to sell|right|well|below|competitively)|\b(?:price|recent) (?:drop|reduction|cut)\b|\b(?:price|rent|it|that|everything|terms|deposit|fees?)(?:'s| is| are) (?:\w+ )?negotiable\b|\bopen to (?:\w+ )?(?:offers?|negotiat\w+)|\bbelow (?:market|appraisal)|\bgreat (?:value|price|deal|buy|opportunity)\b|\bprecio (?:es )?(?:negociable|rebajado|flexible)|\bbargain\b|\bsteal\b",
        r"\b(?:close|near|nearby|next|adjacent|convenient|walking distance|steps|short (?:walk|drive)|minutes?|miles?|blocks?|walkable|proximity|within walking|cerca|a pasos|a minutos)\b(?: \w+){0,2} (?:to|from|by|of|de|away|restaurants?|shops?|shopping|parks?|downtown|schools?|transit|highways?|airport|lake|beach|stores?)\b|\bnear(?:by)? (?:the |a |an )?\w+|\b(?:restaurants|cafes|coffee shops|shopping|nightlife|trails|hospitals?|grocery|downtown)\b",
        r"\b(?:quiet|up[- ]and[- ]coming|desirable|sought[- ]after|popular|vibrant|trendy|established|upscale|exclusive|peaceful|friendly|nice|great|wonderful|beautiful|lovely|growing|hot|prime|central|convenient|walkable|charming|historic|gated|hip|tranquil\w) (?:\w+ )?(?:street|neighbou?rhood|area|community|location|part|spot|block|cul|subdivision|barrio|zona|colonia)|\b(?:neighbou?rhood|area|street|community|location|barrio|zona)(?:'s| is| are| has|es|esta)? (?:\w+ ){0,2}(?:quiet|desirable|popular|vibrant|trendy|upscale|friendly|great|nice|wonderful|amazing|beautiful|lovely|growing|hot|central|convenient|walkable|peaceful|tranquil\w|excelente|bonit\w)|\bgreat location\b|\bcul-de-sac\b",
        r"\b(?:stunning|gorgeous|breathtaking|charming|luxur\w+|immaculate|pristine|turn-?key|move[- ]in[- ]ready|well[- ](?:maintained|kept|cared)|meticulously|one[- ]of[- ]a[- ]kind|must[- ]see|dream home|spectacular|panoramic|elegant|exquisite|impeccable|picturesque|idyllic|magnificent|hidden gem|gem\b|spacious|cozy|airy|sun-?(?:lit|drenched|filled)|light-filled|open[- ](?:concept|floor)|state[- ]of[- ]the[- ]art|high[- ]end|top[- ]of[- ]the[- ]line|brand[- ]new|like new|newer|recently|freshly|fully (?:renovated|updated|remodeled|furnished|equipped)|renovated|remodeled|oversized|impresionante|hermos\w+|precios[ao]\b|espectacular|espacios[ao]\b|acogedor\w*|lujos\w+|renovad\w+|remodelad\w+|amplia\b|amplio\b)",
        r"\b(?:beautiful|great|nice|perfect|lovely|amazing|fantastic|wonderful|awesome|incredible|excellent|fabulous|ideal|bright|sunny|modern|big|huge|large|private|solid|good|super|best|bonit\w|lind\w|grande|excelente)(?:,| and)? (?:\w+ )?(?:home|house|property|place|condo|unit|apartment|townhouse|kitchen|backyard|yard|views?|layout|floor ?plan|condition|shape|bathrooms?|bedrooms?|rooms?|closets?|patio|deck|pool|investment|casa|cocina|patio|vista|jardin|alberca|piscina)\b|\b(?:home|house|property|place|condo|unit|apartment|kitchen|yard|backyard|pool|casa|cocina)(?:'s| is| are| es| esta)? (?:\w+ ){0,2}(?:beautiful|great|nice|perfect|lovely|amazing|fantastic|wonderful|awesome|incredible|excellent|bright|sunny|modern|big|huge|large|private|bonit\w|lind\w|grande)\b|\bviews? of\b|\b(?:mountain|lake|ocean|city|skyline|water|hill|river) views?\b|\byou(?:'ll| will|'re going to) love\b|\bte va a encantar",
        r"\b(?:another|other|similar|also have|also has|several) (?:\w+ ){0,2}(?:homes?|houses?|listings?|propert(?:y|ies)|units?|condos?|casas?|propiedades)\b|\b(?:more|\d+) (?:\w+ ){0,2}(?:homes|houses|listings|properties|units|condos|casas|propiedades)\b|\b(?:i|we) have (?:an? |some |several )?(?:\w+ ){0,2}(?:home|house|listing|condo|unit|apartment|propert)\w*",
        r"\b(?:is|are|comes?|all|utilities|water|electricity|trash|gas|internet|cable|heat) (?:are |is )?(?:also )?included\b|\b(?:rent|hoa|price|fee|dues|cuota) (?:\w+ )?(?:includes?|covers?|incluye|cubre)\b|\bincluid[ao]s?\b|\b(?:lease|contrato) (?:term|is|es)\b|\bmonth[- ]to[- ]month\b|\bmove[- ]in special\b|\bfirst month free\b|\bwaiv(?:e|ed|ing)\b|\bmove in (?:immediately|now|today|right away|as soon)|\bavailable (?:immediately|now|from|starting|for move)|\bfinancing (?:is )?available\b|\bclosing (?:date|takes|is)\b|\bseller financing\b|\bcredit score\b|\bbackground check\b|\bwarranty\b",
        r"\b(?:no|without|free of|never had|isn't in|not in)(?: any| an?)? (?:\w+ )?(?:problems|issues|damage|leaks?|mold|termites?|foundation|lead paint|flood\w*|cracks?|defects?|asbestos)\b|\bflood zone\b|\b(?:passed|recent) (?:the )?inspection|\bin (?:good|great|excellent|perfect) (?:condition|shape)|\bup to code\b|\b(?:was|has been|were) (?:recently )?(?:replaced|updated|upgraded|painted|installed|inspected|repaired|fixed|renovated|appraised|rezoned|zoned)\b|\bzoned for\b|\b(?:you can|could|may) (?:build|add|convert|subdivide|airbnb|sublet|rent it|airbnb)",
    ])
});

/// Nouns of features, by stem: said to be there, or not to be there, each must be on file.
const FEATURES: &[&str] = &[
    "pool",
    "spa",
    "tub",
    "jacuzzi",
    "fireplac",
    "chimney",
    "basement",
    "attic",
    "deck",
    "balcon",
    "patio",
    "porch",
    "hardwood",
    "granit",
    "quartz",
    "marbl",
    "island",
    "pantr",
    "solar",
    "roof",
    "furnish",
    "washer",
    "dryer",
    "laundr",
    "dishwasher",
    "fridg",
    "refrigerator",
    "applianc",
    "ac",
    "conditioner",
    "conditioning",
    "hvac",
    "waterfront",
    "view",
    "fenc",
    "yard",
    "backyard",
    "garden",
    "gated",
    "elevator",
    "doorman",
    "concierg",
    "gym",
    "fitnes",
    "storag",
    "charger",
    "carport",
    "driveway",
    "shed",
    "guest",
    "offic",
    "studi",
    "loft",
    "den",
    "playground",
    "tennis",
    "clubhous",
    "sauna",
    "skylight",
    "vaulted",
    "ceiling",
    "closet",
    "carpet",
    "til",
    "stor",
    "window",
    "kitchen",
    "sprinkler",
    "septic",
    "well",
    "foundation",
    "plumb",
    "electrical",
    "insulat",
    "furnac",
    "alberca",
    "piscina",
    "jardin",
    "sotano",
    "balcon",
    "terraza",
    "lavadora",
    "secadora",
    "cocina",
    "ascensor",
    "gimnasio",
    "alacena",
    "bodega",
    "vista",
    "chimenea",
    "parking",
    "estacionamiento",
    "attached",
    "detached",
    "downstairs",
    "upstairs",
    "ensuite",
    "jack",
];

static PREDICATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:it|house|home|property|place|condo|unit|apartment|townhouse|building|kitchen|yard|backyard|bedrooms?|bathrooms?|rooms?|area|neighbou?rhood|street|community|location|lot|there|¤|casa|propiedad|departamento)(?:'s| is| has| are| was| were| features| offers| comes with| includes| sits| boasts| needs| uses| runs on| gets| received| shares| faces| got| backs| overlooks| have| tiene| es| esta| incluye| ofrece| cuenta con)\s(?P<rest>.+)$|^(?:hay|tiene|cuenta con|incluye|ofrece|con)\s(?P<spanish>.+)$",
    )
});

/// "Once it's handled": nothing is said to be so yet.
static PENDING_ON: LazyLock<Pattern> =
    LazyLock::new(|| screened(r"\b(?:once|when|after|as soon as|if|until|before|cuando|si)\b"));

/// Words that may be said of a property without saying anything that is not checked elsewhere.
const NEUTRAL: &str = "a able about above active actual acre active address after again age agent all almost also always an \
and another any anything approximately are area around as ask asking at automated available away back based bath bathroom baths \
bd be bed bedroom bedrooms before being below best between both bought br budget built but by call car check city comes coming \
condo confirm confirmed contact contract correct cost costs county currently data date day dana description detail details \
difference does done double down each easy else exact exactly far feature features fee fees feet figure file for foot from full \
garage get given going good great half happy has have he hear help her here hi hoa hold home house how i if in including info \
information interest interested into is it its just know land last later less let level like list listed listing lot lots low \
made make many market matter max maybe mean means meter meters minimum month monthly more most much my near need new next no \
none not note noted now number of off offered ok okay old on one only open or other our out over own owner park past pending per pet \
pets place please plus policy possible price priced property question questions quite rate ready really record reduced rent \
rental request requested right room rooms round roughly sale same say says see set she shown shows size so sold some something \
soon sq sqft square status still such sure tax taxes team than that the their them then there these they thing this those time \
to today total tour two type unit until up us usd versus very visit was we week well what when where which while who will with \
within without work works would year yearly years yes you your zip built-in single family townhouse apartment house studio \
answer asked legal decision personal topic depend depends matter way welcome pleasure contact pass someone anyone worth \
noviembre de la el los las en y o con un una es son esta tiene no hay por al del mes ano anos precio casa habitaciones recamaras \
dormitorios cuartos banos bano pies cuadrados cuota hoa asociacion impuestos garaje cochera lugares espacios autos disponible \
activa activo estado figura indica pendiente construida construido terreno lote para que su sus tu se lo mas menos aproximadamente alrededor \
propiedad medio metros completos listada lista renta mensual anual vendida ninguna ningun sigue todavia aun venta mascotas permiten \
allowed allows allow permitted accepted welcome dogs cats dog cat weight limit pounds lbs lb association dues homeowners community \
spaces space spot bring under contract contingent taken yet afternoon morning evening saturday sunday monday tuesday wednesday \
thursday friday weekend tomorrow tonight november december january february march april may june july august september october \
sabado domingo lunes martes miercoles jueves viernes tarde manana noche mediodia noon midday pm am scheduled upcoming private \
sat sun mon tue tues wed thu fri high mid upper jan feb mar apr jun jul aug sep oct nov dec handled processed done complete \
completed sent reviewed recorded priced renting buying selling starts ends start end running runs hosted held open \
moment presently segun descripcion listado caracteristicas living isn doesn don aren wasn hasn won ve ll didn showing showings viewing appointment public comfortable under fits range match matches criteria than larger smaller bigger higher lower";

static NEUTRAL_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| NEUTRAL.split_whitespace().collect());
static NEUTRAL_STEMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| NEUTRAL.split_whitespace().map(stem).collect());

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let on_file = OnFile::new(reading);
    let claimed = reading.stated().any(|clause| {
        on_file.lacks_claim(clause.text())
            || !clause.theirs && (names_a_feature(clause, &on_file) || says_more(clause, &on_file))
    });
    let mut reasons = Vec::new();
    if claimed || has_strange_link(reading) || another_street(reading, &on_file) {
        reasons.push(Reason::of("invention"));
    }
    if reading.stated().any(|clause| denies_a_feature(clause.text(), &on_file)) {
        reasons.push(Reason::about("contradiction", "features"));
    }
    reasons
}

/// The words on file, by stem.
struct OnFile<'a> {
    stems: Vec<&'a str>,
    names: Vec<String>,
    /// What is on file denies something itself, so that a denial may be its own.
    denies: bool,
}

/// Stems of features in Spanish, and what the file calls them.
const SPANISH: [(&str, &str); 30] = [
    ("alberca", "pool"),
    ("piscina", "pool"),
    ("gimnasio", "gym"),
    ("cocina", "kitchen"),
    ("actualizada", "updat"),
    ("renovada", "updat"),
    ("moderna", "updat"),
    ("cercado", "fenc"),
    ("bardeado", "fenc"),
    ("trasero", "backyard"),
    ("jardin", "backyard"),
    ("patio", "backyard"),
    ("madera", "hardwood"),
    ("piso", "floor"),
    ("cubierto", "cover"),
    ("techado", "cover"),
    ("chimenea", "fireplac"),
    ("techo", "roof"),
    ("nuevo", "new"),
    ("lavadora", "wash"),
    ("lavadora", "washer"),
    ("secadora", "dryer"),
    ("conserj", "concierg"),
    ("vista", "view"),
    ("planta", "stor"),
    ("bodega", "storag"),
    ("ascensor", "elevator"),
    ("elevador", "elevator"),
    ("terraza", "terrac"),
    ("balcon", "balcon"),
];

/// Words of a claim that add nothing to it.
const PLAIN: [&str; 16] = [
    "the", "and", "are", "was", "has", "have", "been", "very", "really", "home", "house", "property", "its",
    "that", "with", "casa",
];

impl<'a> OnFile<'a> {
    fn new(reading: &'a Reading<'_>) -> OnFile<'a> {
        let names = reading
            .draft
            .listings
            .iter()
            .flat_map(|l| [&l.address, &l.city, &l.state, &l.status, &l.pets])
            .flatten()
            .chain([&reading.account().brand])
            .chain(&reading.account().agent)
            .flat_map(|text| words(&fold(text)).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        OnFile {
            stems: words(&reading.on_file).map(stem).collect(),
            names,
            denies: words(&reading.on_file).any(|word| matches!(word, "no" | "not" | "without")),
        }
    }

    fn has(&self, word: &str) -> bool {
        self.stems.contains(&stem(word))
            || SPANISH.iter().any(|(spanish, english)| *spanish == stem(word) && self.stems.contains(english))
    }

    /// Whether the text makes a claim whose words are not all on file: "updated kitchen" is, where features say so.
    fn lacks_claim(&self, text: &str) -> bool {
        let text = spelled_out(text);
        let seen = Seen::of(&text);
        CLAIMS.iter().filter_map(|claim| claim.find_iter(&seen, &text)).flatten().any(|found| {
            words(found.as_str())
                .filter(|word| word.len() > 2 && !PLAIN.contains(word))
                .any(|word| !self.has(word))
        })
    }

    fn is_neutral(&self, word: &str) -> bool {
        NEUTRAL_WORDS.contains(word)
            || NEUTRAL_STEMS.contains(stem(word))
            || self.names.iter().any(|name| name == word)
    }
}

static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:no|not|\w+n't|without|sin)(?: have| has)?(?: an?| any| un| una)? (?P<word>\w+)")
});

/// Says that a feature on file is not there.
fn denies_a_feature(text: &str, on_file: &OnFile<'_>) -> bool {
    DENIAL
        .captures_iter(text)
        .filter_map(|found| found.name("word"))
        .any(|word| FEATURES.contains(&stem(word.as_str())) && on_file.has(word.as_str()) && !on_file.denies)
}

fn names_a_feature(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    words(clause.text())
        .any(|word| FEATURES.contains(&stem(word)) && !on_file.has(word) && !is_lead_in(clause.text(), word))
}

/// "Well" opens a sentence and "as well" closes one; "yard" in "1240 yard st" is blotted before.
fn is_lead_in(text: &str, word: &str) -> bool {
    match word {
        "ac" => text.contains(|c: char| c.is_ascii_digit()),
        "well" => !text.contains("a well") && !text.contains("well water"),
        "office" => text.contains("our office") || text.contains("the office") || text.contains("'s office"),
        "view" | "views" | "viewing" => text.contains("to view") || text.contains("viewing"),
        "guest" => text.contains("be our guest"),
        "story" | "stories" => false,
        "study" | "studies" | "den" | "jack" => false,
        _ => false,
    }
}

/// Says of the property what no word on file carries.
fn says_more(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    if PENDING_ON.is_match(&clause.seen) {
        return false;
    }
    let Some(found) = PREDICATE.captures(clause.text()) else { return false };
    let Some(rest) = found.name("rest").or(found.name("spanish")) else { return false };
    words(&spelled_out(rest.as_str()))
        .filter(|word| word.chars().all(char::is_alphabetic) && word.len() > 2)
        .any(|word| !on_file.has(word) && !on_file.is_neutral(word))
}

fn has_strange_link(reading: &Reading<'_>) -> bool {
    let account = reading.account();
    let texts = [&account.texts.help, &account.texts.disclosure, &account.texts.confirmation, &account.email];
    let ours: String = texts.into_iter().flatten().map(|text| fold(text)).collect();
    let text = EMAIL.replace_all(&reading.folded, " ");
    LINK.find_iter(&text).map(|found| found.as_str().trim_end_matches(['.', ',', '!', '?'])).any(|link| {
        let host =
            link.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let host = host.split('/').next().unwrap_or(host);
        let known = [&ours, &reading.on_file, &reading.lead_said].into_iter().any(|text| text.contains(link));
        // Official sources are neutral ones: census.gov, hud.gov.
        let official = host.ends_with(".gov") || host.ends_with(".mil");
        !known && !official
    })
}

static STREET_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:on|at|off|en) (?P<name>\p{Lu}[\p{L}']+)(?: \p{Lu}[\p{L}']+)? (?:Street|St|Avenue|Ave|Lane|Ln|Road|Rd|Drive|Dr|Boulevard|Blvd|Court|Ct|Way)\b",
    )
});

/// A street that is neither a listing's nor the lead's word.
fn another_street(reading: &Reading<'_>, on_file: &OnFile<'_>) -> bool {
    STREET_NAME.captures_iter(reading.draft.text).filter_map(|found| found.name("name")).any(|name| {
        let name = fold(name.as_str());
        !on_file.names.contains(&name)
            && !on_file.has(&name)
            && !words(&reading.lead_said).any(|word| word == name)
    })
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
        assert!(PREDICATE.is_match("it has a moat") && STREET_NAME.is_match("home on Birch Street"));
    }

    #[test]
    fn the_word_lists_are_stems() {
        for word in ["pool", "fireplace", "balcony", "appliances", "hardwood", "fenced", "stories"] {
            assert!(FEATURES.contains(&stem(word)), "{word}");
        }
    }
}
