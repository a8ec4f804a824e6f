//! The facts on file about a property: all that a reply may state.

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::lead::json::parse_object;
use crate::lead::record::Fields;

/// A property's facts. An absent fact is unknown, and a reply must not guess it.
///
/// Zero is a fact: `hoa_usd_month: 0` is no association, `garage_spaces: 0` no garage,
/// `open_house: []` none on file.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Listing {
    /// The listing's id, as in `L-1042`.
    pub id: String,
    /// The street address.
    pub address: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The state, as in `TX`.
    pub state: Option<String>,
    /// The ZIP code.
    pub zip: Option<String>,
    /// The price in US dollars; for a rental, a month's rent.
    pub price_usd: Option<u64>,
    /// Bedrooms.
    pub beds: Option<f64>,
    /// Bathrooms; a half bath is 0.5.
    pub baths: Option<f64>,
    /// Living area in square feet.
    pub sqft: Option<u64>,
    /// Lot size in square feet.
    pub lot_sqft: Option<u64>,
    /// The year it was built.
    pub year_built: Option<u64>,
    /// The association's fee in US dollars a month; 0 is no association.
    pub hoa_usd_month: Option<f64>,
    /// Property tax in US dollars a year.
    pub tax_usd_year: Option<f64>,
    /// Garage spaces; 0 is no garage.
    pub garage_spaces: Option<u64>,
    /// The rule on pets, in the listing's words.
    pub pets: Option<String>,
    /// The status, as in `active` or `pending`.
    pub status: Option<String>,
    /// Open houses on file; empty is none on file, absent is unknown.
    pub open_house: Option<Vec<OpenHouse>>,
    /// Features on file, each a short phrase.
    pub features: Vec<String>,
    /// The description on file.
    pub description: Option<String>,
}

/// An open house on file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenHouse {
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

impl Listing {
    /// Reads a listing's record.
    ///
    /// # Errors
    /// `InputInvalid` with every fault of the record at once; unknown keys are faults.
    pub fn from_json(text: &str) -> Result<Listing> {
        let mut fields = Fields::new(parse_object("the listing", text)?);
        let listing = Listing::read(&mut fields);
        fields.finish("the listing", listing)
    }

    pub(crate) fn read(fields: &mut Fields) -> Listing {
        Listing {
            id: fields.required_text("id"),
            address: fields.text("address"),
            city: fields.text("city"),
            state: fields.text("state"),
            zip: fields.text("zip"),
            price_usd: fields.count("price_usd"),
            beds: fields.quantity("beds"),
            baths: fields.quantity("baths"),
            sqft: fields.count("sqft"),
            lot_sqft: fields.count("lot_sqft"),
            year_built: fields.count("year_built"),
            hoa_usd_month: fields.quantity("hoa_usd_month"),
            tax_usd_year: fields.quantity("tax_usd_year"),
            garage_spaces: fields.count("garage_spaces"),
            pets: fields.text("pets"),
            status: fields.text("status"),
            open_house: fields
                .objects("open_house", OpenHouse::read)
                .map(|all| all.into_iter().flatten().collect()),
            features: fields.texts("features"),
            description: fields.text("description"),
        }
    }

    /// Whether the words name this listing: by its id, or by its address's number and street.
    pub(crate) fn is_named_in(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let tokens: Vec<&str> = words.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
        if tokens.contains(&self.id.to_lowercase().as_str()) {
            return true;
        }
        let Some(address) = &self.address else { return false };
        let address = address.to_lowercase();
        let mut parts = address.split_whitespace();
        let (Some(number), Some(street)) = (parts.next(), parts.find(|part| part.len() > 2)) else {
            return false;
        };
        tokens.contains(&number) && tokens.contains(&street.trim_matches(','))
            || tokens.contains(&street.trim_matches(',')) && street.len() > 4
    }

    /// The record as JSON, as [`Listing::from_json`] reads it.
    pub fn to_json(&self) -> String {
        self.to_record().to_string()
    }

    pub(crate) fn to_record(&self) -> Value {
        let open_house = self
            .open_house
            .as_ref()
            .map(|all| all.iter().map(|o| json!({"start": o.start, "end": o.end})).collect::<Vec<_>>());
        json!({
            "id": self.id, "address": self.address, "city": self.city, "state": self.state, "zip": self.zip,
            "price_usd": self.price_usd, "beds": self.beds, "baths": self.baths, "sqft": self.sqft,
            "lot_sqft": self.lot_sqft, "year_built": self.year_built, "hoa_usd_month": self.hoa_usd_month,
            "tax_usd_year": self.tax_usd_year, "garage_spaces": self.garage_spaces, "pets": self.pets,
            "status": self.status, "open_house": open_house, "features": self.features,
            "description": self.description,
        })
    }
}

impl OpenHouse {
    fn read(fields: &mut Fields) -> Option<OpenHouse> {
        let (start, end) = (fields.required_time("start"), fields.required_time("end"));
        let (start, end) = (start?, end?);
        if end <= start {
            fields.fault("end", "not later than start");
        }
        Some(OpenHouse { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_named_by_id_or_street() {
        let listing = Listing::from_json(r#"{"id": "L-7", "address": "12 W Elm St"}"#).unwrap();
        assert!(listing.is_named_in("is 12 W. Elm still for sale?"));
        assert!(listing.is_named_in("about L-7, thanks"));
        assert!(!listing.is_named_in("the one on Oak, 12 people asked"));
        assert!(!listing.is_named_in("I like elm trees"), "a short street name alone is a word");
    }

    #[test]
    fn zero_and_unknown_differ_and_survive_storage() {
        let listing = Listing::from_json(
            r#"{"id": "L1", "price_usd": 689000, "baths": 2.5, "hoa_usd_month": 0, "garage_spaces": null, "open_house": []}"#,
        )
        .unwrap();
        assert_eq!(listing.hoa_usd_month, Some(0.0));
        assert_eq!(listing.garage_spaces, None);
        assert_eq!(listing.open_house, Some(Vec::new()));
        assert_eq!(Listing::from_json(&listing.to_record().to_string()).unwrap(), listing);
    }
}
