//! What a template may name: every variable, its fields, and whether it may be unknown.

use crate::prompt::SectionKind;

/// A section that a template can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Instructions,
    Business,
    Listing,
    Person,
    Notes,
    /// What the business writes first; no model reads it.
    Text,
}

impl Place {
    pub(super) const ALL: [Place; 6] =
        [Place::Instructions, Place::Business, Place::Listing, Place::Person, Place::Notes, Place::Text];

    pub(super) fn name(self) -> &'static str {
        match self {
            Place::Instructions => "instructions",
            Place::Business => "business",
            Place::Listing => "listing",
            Place::Person => "person",
            Place::Notes => "notes",
            Place::Text => "text",
        }
    }

    /// The section of a prompt that it becomes; the text is none.
    pub(super) fn section(self) -> Option<SectionKind> {
        match self {
            Place::Instructions => Some(SectionKind::Instructions),
            Place::Business => Some(SectionKind::Business),
            Place::Listing => Some(SectionKind::Listing),
            Place::Person => Some(SectionKind::Person),
            Place::Notes => Some(SectionKind::Notes),
            Place::Text => None,
        }
    }

    /// Whether a model reads what stands here as data, between tags.
    pub(super) fn is_fenced(self) -> bool {
        match self {
            Place::Instructions | Place::Business | Place::Text => false,
            Place::Listing | Place::Person | Place::Notes => true,
        }
    }

    /// Whether others' words may stand here: they are fenced, or no model reads them.
    pub(super) fn takes_data(self) -> bool {
        self.is_fenced() || self == Place::Text
    }
}

/// The kind of a value.
#[derive(Debug)]
pub(super) enum Shape {
    Text,
    Number,
    /// A text out of a fixed set.
    Choice(&'static [&'static str]),
    List(&'static Shape),
    Group(&'static [Field]),
}

/// A variable, or a field of one.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Whether it can be unknown: it is then not defined.
    pub(super) optional: bool,
    /// Whether others wrote it: a lead, a listing service, an agent. It may stand only where it is fenced.
    pub(super) data: bool,
    /// The one section that has it; `None` is all.
    pub(super) only: Option<Place>,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, optional: false, data: false, only: None }
}

const fn maybe(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, optional: true, data: false, only: None }
}

const fn data(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, optional: false, data: true, only: None }
}

const fn maybe_data(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, optional: true, data: true, only: None }
}

/// Every variable of a template.
pub(super) const VARIABLES: &[Field] = &[
    field("account", Shape::Group(ACCOUNT)),
    field("lead", Shape::Group(LEAD)),
    field("listings", Shape::List(&Shape::Group(LISTING))),
    Field {
        name: "listing",
        shape: Shape::Group(LISTING),
        optional: false,
        data: false,
        only: Some(Place::Listing),
    },
    Field { name: "notes", shape: Shape::Text, optional: false, data: true, only: Some(Place::Notes) },
    field("channel", Shape::Choice(&["sms", "email", "web_chat"])),
    field("now", Shape::Text),
    field("replies", Shape::List(&Shape::Group(REPLY))),
    maybe("question", Shape::Text),
    maybe("repair", Shape::Text),
    maybe("max_chars", Shape::Number),
];

const REPLY: &[Field] = &[field("id", Shape::Text), field("text", Shape::Text), maybe("when", Shape::Text)];

const ACCOUNT: &[Field] = &[
    field("brand", Shape::Text),
    maybe("agent", Shape::Text),
    maybe("brokerage", Shape::Text),
    maybe("license", Shape::Text),
    maybe("nmls", Shape::Text),
    maybe("phone", Shape::Text),
    maybe("email", Shape::Text),
    maybe("postal_address", Shape::Text),
];

const LEAD: &[Field] = &[
    // Placeholders, made by closr: never the lead's own words.
    maybe("first_name", Shape::Text),
    maybe("last_name", Shape::Text),
    maybe_data("intent", Shape::Text),
    maybe("budget_max_usd", Shape::Number),
    maybe("beds_min", Shape::Number),
    maybe_data("area", Shape::Text),
    maybe_data("timeline", Shape::Text),
    maybe_data("financing", Shape::Text),
];

const LISTING: &[Field] = &[
    data("id", Shape::Text),
    maybe_data("address", Shape::Text),
    maybe_data("city", Shape::Text),
    maybe_data("state", Shape::Text),
    maybe_data("zip", Shape::Text),
    maybe("price_usd", Shape::Number),
    maybe("beds", Shape::Number),
    maybe("baths", Shape::Number),
    maybe("sqft", Shape::Number),
    maybe("lot_sqft", Shape::Number),
    maybe("year_built", Shape::Number),
    maybe("hoa_usd_month", Shape::Number),
    maybe("tax_usd_year", Shape::Number),
    maybe("garage_spaces", Shape::Number),
    maybe_data("pets", Shape::Text),
    maybe_data("status", Shape::Text),
    maybe("open_house", Shape::List(&Shape::Text)),
    data("features", Shape::List(&Shape::Text)),
    maybe_data("description", Shape::Text),
];

/// Every variable of the text. Where it speaks of no listing, nothing of `listing` is known.
const TEXT: &[Field] = &[
    field("account", Shape::Group(ACCOUNT)),
    field("lead", Shape::Group(LEAD)),
    field("listing", Shape::Group(OFFERED)),
    field("channel", Shape::Choice(&["sms", "email"])),
];

/// A listing without its id, which every listing has.
const OFFERED: &[Field] = match LISTING.split_first() {
    Some((_, facts)) => facts,
    None => &[],
};

/// The variables of a section.
pub(super) fn variables(place: Place) -> impl Iterator<Item = &'static Field> {
    let all = if place == Place::Text { TEXT } else { VARIABLES };
    all.iter().filter(move |field| field.only.is_none_or(|only| only == place))
}

/// A filter: its name and the names of its arguments.
pub(super) const FILTERS: &[(&str, &[&str])] = &[
    ("on_file", &[]),
    ("usd", &[]),
    ("number", &[]),
    ("default", &["value"]),
    ("join", &["sep"]),
    ("length", &[]),
    ("lower", &[]),
    ("upper", &[]),
    ("capitalize", &[]),
    ("truncate", &["length", "end"]),
];

pub(super) const TESTS: &[&str] = &["defined", "undefined"];

pub(super) const TAGS: &[&str] =
    &["if", "elif", "else", "endif", "for", "endfor", "set", "include", "break", "continue"];

pub(super) const LOOP: &[&str] = &["index", "index0", "first", "last", "length"];
