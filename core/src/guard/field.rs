//! The fields of a listing, and the nouns that name them.

use std::sync::LazyLock;

use super::text::screened;
use crate::pattern::{Pattern, Seen};

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Price,
    Beds,
    Baths,
    Sqft,
    Lot,
    Year,
    Hoa,
    Tax,
    Garage,
    /// What the lead would pay: the lead's, not the listing's.
    Budget,
    /// Something no field holds, such as a deposit or a rate.
    Other,
}

impl Field {
    /// The field's name, where it is one of the listing's.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Field::Price => Some("price_usd"),
            Field::Beds => Some("beds"),
            Field::Baths => Some("baths"),
            Field::Sqft => Some("sqft"),
            Field::Lot => Some("lot_sqft"),
            Field::Year => Some("year_built"),
            Field::Hoa => Some("hoa_usd_month"),
            Field::Tax => Some("tax_usd_year"),
            Field::Garage => Some("garage_spaces"),
            Field::Budget | Field::Other => None,
        }
    }

    /// Whether its value is a sum of money.
    pub(super) fn is_money(self) -> bool {
        matches!(self, Field::Price | Field::Hoa | Field::Tax | Field::Budget | Field::Other)
    }
}

/// In order: where two overlap, the first is meant ("association fee" is no bare fee).
static NOUNS: LazyLock<Vec<(Field, Pattern)>> = LazyLock::new(|| {
    [
        (Field::Other, r"\bspecial assessments?\b"),
        (Field::Hoa, r"\b(?:monthly|association|condo) assessments?\b|\bassessments\b"),
        (Field::Budget, r"\b(?:your (?:price )?(?:range|max(?:imum)?|limit|offer)|(?:tu|su) oferta|budget|presupuesto|(?:como|su|tu) (?:maximo|tope|limite)|pre-?approv(?:ed|al))\b"),
        (Field::Other, r"\b(?:(?:pet|dog|cat|mascota) (?:fees?|charges?|rent)|(?:security |pet |earnest )?deposits?|earnest money|application fees?|pet (?:fees?|rent)|closing costs?|mortgages?|monthly payments?|payments?|insurance|utilit(?:y|ies)|down(?: payment)?|commissions?|credits?|rebates?|discounts?|sold for|comps?|worth|value[ds]?|estimate[sd]?|apprais\w+|(?:interest )?rates?|apr|assessments?|repairs?|bonus|gift card|transfer fees?|move-in fees?|cleaning fees?|late fees?|admin fees?|broker fees?|fianza|deposito|hipoteca|enganche|seguro|comision|tasa|other offers?|offers?|counter\w*|appreciat\w+)\b"),
        (Field::Hoa, r"\b(?:(?:the )?hoas?(?: fees?| dues?)?|h\.o\.a\.?|(?:home ?owners'? )?association(?: fees?| dues?)?|condo (?:fees?|dues)|maintenance fees?|monthly (?:fees?|dues)|dues|fees?|cuotas?(?: de (?:la )?(?:hoa|asociacion|mantenimiento|condominio))?|asociacion|mantenimiento(?: mensual)?)\b"),
        (Field::Tax, r"\b(?:(?:property )?tax(?:es)?|impuestos?|predial|contribuciones)\b"),
        (Field::Price, r"\b(?:(?:list(?:ing|ed)?|asking|purchase|sale|sales) prices?|price[sd]?|listed (?:at|for)|list|asking|(?:the|their|an) ask|costs?|rents?|rental|going for|goes for|offered at|precio|cuesta|vale|renta|alquiler)\b"),
        (Field::Lot, r"\b(?:lot(?: size)?|land|acres?|acreage|terreno|lote)\b"),
        (Field::Sqft, r"\b(?:square (?:feet|foot(?:age)?)|sq\.? ?ft|sqft|living (?:area|space)|interior|size|superficie|pies cuadrados|metros)\b"),
        (Field::Beds, r"\b(?:bed(?:room)?s?|bds?|brs?|habitacion(?:es)?|recamaras?|dormitorios?|cuartos?)\b"),
        (Field::Baths, r"\b(?:bath(?:room)?s?|banos?)\b"),
        (Field::Garage, r"\b(?:garages?|garaje|cochera|parking|estacionamiento)\b"),
        (Field::Year, r"\b(?:year built|built|constructed|construid[ao]|construccion|how old|age)\b"),
    ]
    .into_iter()
    .map(|(field, noun)| (field, screened(noun)))
    .collect()
});

/// A noun in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    pub(super) field: Field,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The nouns of a folded text, in order, none inside another.
pub(super) fn nouns(text: &str) -> Vec<Noun> {
    let mut all: Vec<Noun> = Vec::new();
    let seen = Seen::of(text);
    for (field, noun) in NOUNS.iter() {
        for found in noun.find_iter(&seen, text).into_iter().flatten() {
            let noun = Noun { field: *field, start: found.start(), end: found.end() };
            if !all.iter().any(|other| noun.start < other.end && other.start < noun.end) {
                all.push(noun);
            }
        }
    }
    all.sort_by_key(|noun| noun.start);
    // "The HOA costs $38" is no price.
    let is_verb = |noun: &Noun| {
        matches!(text.get(noun.start..noun.end), Some("costs" | "cost" | "cuesta" | "cuestan" | "vale"))
    };
    let verbs: Vec<usize> = all
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [of, verb] if is_verb(verb) && of.field.is_money() && of.end + 1 == verb.start))
        .map(|(at, _)| at + 1)
        .collect();
    for at in verbs.into_iter().rev() {
        all.remove(at);
    }
    // "What I can offer is the arithmetic" offers no sum.
    all.retain(|noun| {
        let before = text.get(..noun.start).unwrap_or_default();
        !(text.get(noun.start..noun.end) == Some("offer")
            && ["can ", "could ", "able to ", "happy to ", "glad to ", "do "]
                .iter()
                .any(|verb| before.ends_with(verb)))
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_name_their_fields() {
        let rows: [(&str, &[Field]); 7] = [
            ("the hoa fee is 15% of the purchase price", &[Field::Hoa, Field::Price]),
            ("security deposit and application fee", &[Field::Other, Field::Other]),
            ("under your budget", &[Field::Budget]),
            ("la cuota de hoa", &[Field::Hoa]),
            ("property taxes", &[Field::Tax]),
            ("3-bedroom, 2 bath", &[Field::Beds, Field::Baths]),
            ("hello there", &[]),
        ];
        for (text, expected) in rows {
            let found: Vec<Field> = nouns(text).iter().map(|noun| noun.field).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
