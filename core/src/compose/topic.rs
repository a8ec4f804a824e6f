//! What people ask about a property beyond its numbers. It is answered by quoting the file, or not at all.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{fold, pattern};
use crate::lead::Listing;
use crate::pattern::Pattern;

/// A thing asked about.
#[derive(Debug)]
pub(super) struct Topic {
    /// How an answer names it.
    pub(super) en: &'static str,
    /// How an answer in Spanish names it.
    pub(super) es: &'static str,
    /// How people ask for it, in a folded message.
    pub(super) asked: Pattern,
    /// What the file says when it speaks of it, in folded text; `None` where a quotation cannot answer.
    said: Option<Regex>,
}

impl PartialEq for Topic {
    fn eq(&self, other: &Topic) -> bool {
        self.en == other.en
    }
}

impl Eq for Topic {}

impl Topic {
    /// What the file says of it, in its words: features first, else a short sentence of the description.
    pub(super) fn on_file(&self, listing: &Listing) -> Vec<String> {
        let Some(said) = &self.said else { return Vec::new() };
        let speaks = |text: &str| said.is_match(&fold(text));
        let features: Vec<String> = listing
            .features
            .iter()
            .filter(|text| speaks(text))
            .filter_map(|text| quotable(text))
            .take(2)
            .collect();
        if !features.is_empty() {
            return features;
        }
        listing
            .description
            .iter()
            .flat_map(|text| text.split(['.', '!', '\n']))
            .filter(|text| speaks(text))
            .find_map(quotable)
            .into_iter()
            .collect()
    }
}

/// Words of a file that must not go out as they stand: who lives there, schools, safety (42 USC 3604(c), read
/// 2026-11-22), promises, orders to whoever reads it, contact details.
static UNFIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"famil|kids?\b|child|couple|retire|senior|single|bachelor|student|young|mature|professional|church|temple|mosque|synagogue|christian|jewish|catholic|muslim|hispanic|latino|asian|black|white (people|only|family)|exclusive|school|\bisd\b|safe|secure|crime|quiet|walking distance|perfect|ideal|investor|invest|guarantee|must sell|motivated|disab|handicap|able.bodied|no (kids|children|section|vouchers?)|adults? only|ignore|instruction|prompt|assistant|system|http|www|@|\d{3}[-. ]\d{4}|code|lockbox|seller|owner|tenant",
    )
});

/// `text` as it may be quoted in a reply; `None` where it is unfit.
pub(super) fn quotable(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ';', ',']);
    let shaped = (2..=100).contains(&text.chars().count()) && tame(text);
    (shaped && !UNFIT.is_match(&fold(text))).then(|| text.replace('"', "'"))
}

/// Whether a text on file has no markup, control or placeholder in it.
pub(super) fn tame(text: &str) -> bool {
    !text.trim().is_empty()
        && !text
            .chars()
            .any(|c| c.is_control() || matches!(c, '{' | '}' | '[' | ']' | '<' | '>' | '|' | '\\'))
}

macro_rules! topics {
    ($($en:literal, $es:literal, $asked:literal, $said:expr;)*) => {
        /// Every topic; the more particular come first.
        pub(super) static ALL: LazyLock<Vec<Topic>> = LazyLock::new(|| {
            vec![$({
                let said: Option<&str> = $said;
                Topic { en: $en, es: $es, asked: Pattern::new($asked), said: said.map(pattern) }
            }),*]
        });
    };
}

topics! {
    "area prices", "los precios de la zona", r"[^.?!]*\b(next door|(average|median|typical|mean) (home |house |sales? )?(price|rent|value)s?|comps|comparables)\b[^.?!]*|(prices|rents|homes|houses)( \w+){0,3} (in|around) (the|this|that) (area|neighborhood|street|zip)", None;
    "room details", "los detalles de los cuartos", r"how (big|large) (are|is) the (master |main |primary |second )?(bed ?rooms?|bath ?rooms?|rooms?)|(size|dimensions)s? of the (master|main|primary|bed ?rooms?|rooms?|bath ?rooms?)( bed ?rooms?)?|(master|main|primary) (bed ?room|bath\w*|suite)|room (size|dimension)s?", Some(r"(master|main|primary) (bed ?room|bath|suite)");
    "the HOA rules", "las reglas de la asociación", r"(does|do) (it|they|the hoa|the (hoa )?fees?|dues|hoa) (cover|include|pay)\w*|\bhoas? (rules?|restrict\w*|bylaws?|allow\w*|cover\w*|includ\w*)|(rules|bylaws|restrictions|covenants)[^.?!]{0,15}\bhoa\b|what does the hoa|special assessments?", None;
    "the tax rate", "la tasa de impuestos", r"(property )?tax rates?|mill rate|\bmud\b|\bpid\b", None;
    "price history", "el historial de precios", r"price (history|drop|reduction|cut|change)s?|price (went|go|gone) (up|down)|last sell|sell for|(reduced|drop(ped)?|cut|lowered) the price|last (sold|sale)|sold for|(original|previous|old) price|(when|how much).{0,25}(bought|purchased|last sold)|days on (the )?market|\bdom\b|on the market (so|this|that) long|how long.{0,20}(on the market|listed|been (on|for sale|listed))|cuanto tiempo.{0,20}(en venta|en el mercado)", None;
    "pet fees", "los cargos por mascota", r"\b(pet|dog|cat) (deposit|fee|rent|charge)s?|(deposit|fee|charge)s? for (a |my |the |your )?(dog|cat|pet)s?|(deposito|cargo|cuota) (de|por|para) (la |las |mi )?mascotas?", None;
    "deposits and application fees", "depósitos y cargos de solicitud", r"(pet|security|holding|damage|rental|application|admin\w*|app|cleaning|move.?in|transfer|late) (deposit|fee|rent|cost|special)s?\b|how much.{0,12} to move in|move.?in (cost|fee|total)s?|para (entrar|mudar\w+)|how much.{0,20}deposit|\bdeposits?\b|deposit\b.{0,12}(amount|required|needed)|what.{0,12}deposit|first and last|cuanto.{0,12}deposito|deposito de (seguridad|garantia)", None;
    "the lease terms", "los términos de la renta", r"lease (length|term|option)s?|(length|term)s? of (the )?lease|month.to.month|short.?term (lease|rental)s?|long.?term lease|\b\d+.month lease|how long (is|of a) (the )?lease|minimum (lease|stay)|airbnb|vrbo|sublet|sublease|subarrend\w*", None;
    "the move-in date", "la fecha de entrega", r"(can|could) (i|we) move in|(podria|puedo|podemos) mudar\w*|(when|how soon|what date).{0,25}(move in|move.in|available|avail|vacant|ready|close\b|possession)|move.?in (date|ready|time)|available (date|from|in|by|until)|cuando (esta|estara|se puede).{0,15}(disponible|mudar|entrar)|closing date|how (soon|fast|quick\w*) can (we|i|you) close", Some(r"\bavailable\b|move.?in|disponible|\bvacant\b|completion|possession");
    "insurance costs", "el costo del seguro", r"(home.?owners?|home|house|flood|renters?|hazard|wind) insurance|insurance (cost|rate|premium|run|quote)s?|insurance|(cuanto|costo|precio).{0,20}seguro|seguro de (la )?(casa|vivienda|inundacion)", None;
    "utility details", "detalles de los servicios", r"utilit\w*|(electric|water|gas|power|energy|internet) (bill|cost|included|provider|compan|service|run)\w*|internet|fiber|wi-?fi|septic|sewer|well water|(city|public) water|servicios (incluidos|basicos)|agua y luz|(incluye|incluyen|incluid[ao]s?)[^.?!]{0,12}(agua|luz|gas|internet|servicios|electricidad)|(water|electric\w*|gas|trash|heat|internet|anything) (is |are )?included|propane", Some(r"utilit|includ|incluid|internet|fiber|wi-?fi|septic|sewer|well\b|water|propane|electric");
    "flood details", "datos de inundaciones", r"flood\w*|\bfema\b|inund\w*", Some(r"flood");
    "lead paint, mold or pest details", "datos de plomo, moho o plagas", r"lead.?(based)? ?paint|asbestos|\bmold\b|mould|termites?|\bpests?\b|radon|roaches|bed ?bugs|pintura con plomo|moho|termitas", None;
    "details on the home's past", "datos del pasado de la casa", r"(anyone|anybody|someone|people|somebody|has).{0,20}(die|died|dead|murder\w*|killed)|haunted|stigmatized|murio|muri(o|eron)", None;
    "zoning or permit details", "zonificación o permisos", r"\bzon(ed|ing)\b|\badu\b|permits?\b|can (i|we) (build|add|convert|subdivide|run a business|operate)|guest house|casita|deed restrict\w*|easement|permisos?|mineral rights", Some(r"guest house|casita|\badu\b|zoned");
    "inspection details", "datos de inspección", r"inspect\w*|disclosures?|survey|warrant(y|ies)|sellers? disclos\w*|title report|inspeccion\w*|garantia de (la )?casa|liens?\b", Some(r"warranty|survey");
    "foundation details", "detalles de los cimientos", r"foundation|\bslab\b|pier and beam|cimientos|cracks?", Some(r"foundation|slab|pier");
    "roof details", "detalles del techo", r"\broof\w*|\btecho\b", Some(r"roof");
    "solar panel details", "detalles de los paneles solares", r"solar|paneles", Some(r"solar");
    "hot tub details", "detalles del jacuzzi", r"hot tub|jacuzzi|\bspa\b", Some(r"hot tub|jacuzzi|\bspa\b");
    "pool details", "detalles de la alberca", r"\bpools?\b|alberca|piscina", Some(r"\bpools?\b|alberca|piscina");
    "yard details", "detalles del patio", r"(how big.{0,15})?\b(back|front|side)? ?yards?\b|backyard|fenc(e|ed|ing)\b|garden|grass|jardin|patio trasero", Some(r"yard|fence|garden|jardin");
    "patio or balcony details", "detalles de la terraza", r"patios?|\bdecks?\b|porch|balcon(y|ies)?|terrace|terraza", Some(r"patio|deck|porch|balcon|terrace|terraza");
    "fireplace details", "detalles de la chimenea", r"fire ?places?|chimenea|wood.?burning", Some(r"fireplace|chimenea|wood.burning");
    "basement details", "detalles del sótano", r"basements?|cellar|crawl ?space|sotano", Some(r"basement|cellar|crawl");
    "attic details", "detalles del ático", r"\battic\b|atico", Some(r"attic");
    "heating and cooling details", "detalles de la calefacción y el aire", r"\ba/?c\b|air ?con\w*|\bhvac\b|heat(ing|er|ed)?\b|furnace|central air|cooling|aire acondicionado|calefaccion|\baire\b|calentador", Some(r"\ba/?c\b|air con|hvac|heat|furnace|central air|cooling");
    "laundry details", "detalles de la lavandería", r"laundry|wash(er|ing machine)s?( (and|&|/) ?dryers?)?|\bw/d\b|dryers?|lavadora|lavanderia|secadora", Some(r"laundry|washer|dryer|w/d");
    "appliance details", "detalles de los electrodomésticos", r"appliances?|fridge|refrigerator|dish ?washer|stove|oven|microwave|gas (range|cook\w*)|electrodomesticos|refrigerador|estufa", Some(r"appliance|fridge|refrigerator|dish ?washer|stove|oven|microwave|range");
    "kitchen details", "detalles de la cocina", r"kitchen|counter ?tops?|granite|quartz|cabinets?|island\b|cocina", Some(r"kitchen|counter|granite|quartz|cabinet|island");
    "floor plans, photos or videos", "planos, fotos o videos", r"floor ?plans?|photos?|pictures?|\bpics?\b|videos?|virtual tours?|3d tours?|images|\blink\b|website|fotos?|imagenes|planos?\b|enlace", None;
    "garage details", "detalles del garaje", r"(attached|detached)( garage)?|garage[^.?!]{0,20}(attached|detached|door|opener|heated|insulated|finished|big|deep|size)|is the garage \w+", Some(r"garage");
    "floor details", "detalles de los pisos", r"\bfloors\b|flooring( type)?|(kind|type) of floor\b|floor (type|material|covering)s?|hard ?woods?|carpet(ed|s)?|\btiles?\b|laminate|vinyl|pisos?\b|alfombra", Some(r"hardwood|wood floor|flooring|\bfloors\b|carpet|tile|laminate|vinyl");
    "layout details", "la distribución", r"\b(one|two|three|single|1|2|3).(story|stories|level|floor)\b|stories|\bstory (house|home|building|condo)|levels\b|how many (floors|levels)|lay ?out|down ?stairs|up ?stairs|stairs|master (on|bedroom down)|what floor|cuantos (pisos|niveles)|planta baja", Some(r"stor(y|ies)|level|downstairs|upstairs|stairs|(first|second|third|fourth|ground|main|top|upper|lower|\d(st|nd|rd|th)) floor");
    "elevator details", "detalles del elevador", r"elevators?|elevador|ascensor", Some(r"elevator");
    "amenity details", "detalles de las amenidades", r"\bgym\b|fitness|amenit\w*|club ?house|tennis|pickle ?ball|play ?ground|amenidades|gimnasio|dog park|rooftop", Some(r"gym|fitness|club ?house|tennis|pickleball|playground|dog park|rooftop|pool");
    "storage details", "detalles del almacenamiento", r"storage|closets?|walk.?in closet|pantry|\bshed\b|bodega|closet", Some(r"storage|closet|pantry|shed");
    "furnishing details", "detalles de los muebles", r"furnish(ed|ings)?|unfurnished|furniture|amueblad[ao]|muebles", Some(r"furnish|furniture");
    "parking details", "detalles del estacionamiento", r"car ?ports?|parking|drive ?way|\brv\b|boat|where.{0,12}\bpark\b|park (my|our|a)|estacionamiento|ev charg\w*", Some(r"carport|parking|driveway|\brv\b|boat|charger|garage");
    "view details", "detalles de la vista", r"\bviews?\b|water ?front|lake ?front|on the (lake|water|river)|vistas?\b", Some(r"\bviews?\b|waterfront|lakefront|lake|river");
    "gate and alarm details", "detalles del portón y la alarma", r"\bgated\b|alarm|cameras?|door ?man|concierge|portero", Some(r"gated|alarm|camera|doorman|concierge");
    "condition details", "detalles del estado", r"renovat\w*|remodel\w*|updat(ed|es)\b|upgrad\w*|condition\b|repairs?\b|damage|issues|problems?|wrong with|fixer|as.is|new (windows|plumbing|paint)|windows|plumbing|electrical|wiring|water heater|remodelad[ao]|renovad[ao]|reparacion\w*|condiciones|problemas", Some(r"renovat|remodel|updat|upgrad|new (window|plumb|paint)|windows|plumbing|electrical|water heater");
    "distance details", "distancias", r"how (far|close|long)\b|distance|commut\w*|near(by|est)?\b|close to|walk(able|ing|ability)?\b|walk score|bus (stop|line|route)|transit|\btrain\b|\bmetro\b|grocer\w*|\bstores?\b|\bparks?\b|downtown|highway|airport|traffic|nois[ey]\w*|quiet|loud|neighborhood amenities|church(es)?|mosques?|temples?|synagogues?|hospital|cerca de|que tan lejos|transporte|tiendas|supermercado|ruido\w*|tranquil[oa]|shopping|restaurants?", None;
    "the property type", "el tipo de propiedad", r"(is|was) (it|this|that) an? (house|condo\w*|apartment|apt|town ?ho(me|use)|duplex|single.family|mobile home|manufactured( home)?|new build|new construction|rental|studio)|(house|condo|apartment) or (a |an )?(house|condo|apartment|town ?home)|type of (property|home|house)|property type|\b(for|to) (rent|lease)\b|\bis (it|this) (a )?rental|new construction|builder\b|duplex|tipo de (propiedad|casa)", Some(r"for rent|for lease|rental|single.family|condo|apartment|town ?ho(me|use)|duplex|manufactured|new construction|builder");
    "seller financing", "financiamiento del vendedor", r"(owner|seller).?financ\w*|rent.to.own|lease (to|with|w/).{0,12}(own|option|buy)|lease option|assumable|renta con opcion", None;
    "smoking rules", "las reglas sobre fumar", r"smok(e|ing|er)s?|fumar", Some(r"smok");
    "occupancy rules", "las reglas de ocupación", r"occupan(cy|ts?)|how many people can|max(imum)? (number of )?(people|tenants|guests)|guests?\b|room ?mates?|co.?signer|background check|income requirement|requirements?|criteria|evict\w*|cuantas personas|requisitos", None;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        Listing::from_json(
            r#"{"id": "L1", "features": ["covered patio", "Community pool", "safe street for families", "{{ pool }}"],
                "description": "Brick home with a wood-burning fireplace. Ideal for young families! Pool house next to the school."}"#,
        )
        .unwrap()
    }

    fn topic(en: &str) -> &'static Topic {
        ALL.iter().find(|topic| topic.en == en).unwrap()
    }

    #[test]
    fn quotes_the_file_and_only_what_is_fit() {
        assert_eq!(topic("pool details").on_file(&listing()), ["Community pool"]);
        assert_eq!(
            topic("fireplace details").on_file(&listing()),
            ["Brick home with a wood-burning fireplace"]
        );
        assert!(topic("basement details").on_file(&listing()).is_empty());
        assert!(topic("floor plans, photos or videos").on_file(&listing()).is_empty());
    }

    #[test]
    fn steering_orders_and_markup_are_never_quoted() {
        for unfit in [
            "Perfect for young families",
            "Near top schools",
            "{{ price }}",
            "[NAME_1]",
            "Ignore the facts",
            "gate code 4455",
            "see www.example.com",
            "",
            "x",
        ] {
            assert_eq!(quotable(unfit), None, "{unfit}");
        }
        assert_eq!(quotable("12\" tile floors.").as_deref(), Some("12' tile floors"));
    }

    #[test]
    fn every_pattern_builds_and_topics_have_their_own_names() {
        let names: std::collections::BTreeSet<_> = ALL.iter().map(|topic| topic.en).collect();
        assert_eq!(names.len(), ALL.len());
        let _ = UNFIT.is_match("");
    }
}
