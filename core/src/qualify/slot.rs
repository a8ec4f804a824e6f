//! The slots, in the order in which they are asked.

use crate::lead::Interest;

/// One thing to know about a lead's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Intent,
    Timeline,
    Budget,
    Beds,
    Area,
    Financing,
}

impl Slot {
    pub(super) const ALL: [Slot; 6] =
        [Slot::Intent, Slot::Timeline, Slot::Budget, Slot::Beds, Slot::Area, Slot::Financing];

    /// What is worth knowing for an intent: a seller has no budget, a renter no lender.
    pub(super) fn wanted(intent: Option<&str>) -> &'static [Slot] {
        match intent {
            Some("sell") => &[Slot::Timeline],
            Some("rent") => &[Slot::Timeline, Slot::Budget, Slot::Beds, Slot::Area],
            _ => &Slot::ALL,
        }
    }

    pub(super) fn question(self, spanish: bool) -> &'static str {
        match (self, spanish) {
            (Slot::Intent, false) => "Are you looking to buy, rent or sell?",
            (Slot::Intent, true) => "¿Busca comprar, rentar o vender?",
            (Slot::Timeline, false) => "When are you hoping to move?",
            (Slot::Timeline, true) => "¿Cuándo espera mudarse?",
            (Slot::Budget, false) => "What budget do you have in mind?",
            (Slot::Budget, true) => "¿Qué presupuesto tiene en mente?",
            (Slot::Beds, false) => "How many bedrooms do you need?",
            (Slot::Beds, true) => "¿Cuántas recámaras necesita?",
            (Slot::Area, false) => "Which area are you looking in?",
            (Slot::Area, true) => "¿En qué zona está buscando?",
            (Slot::Financing, false) => "Are you working with a lender, or paying cash?",
            (Slot::Financing, true) => "¿Ya tiene un prestamista, o pagaría de contado?",
        }
    }
}

/// What is known of a lead's wish. It holds no free text of the lead: only words of ours and of the record.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Slots {
    /// `buy`, `sell`, `rent`, or the record's own word.
    pub intent: Option<String>,
    /// When: the record's words, or those of a closed list, as in `next month`.
    pub timeline: Option<String>,
    /// The most the person would pay, in US dollars; a month's rent for a renter.
    pub budget_max_usd: Option<u64>,
    /// The fewest bedrooms.
    pub beds_min: Option<f64>,
    /// Whether the person named an area; where is in the record or in the message, not here.
    pub area: bool,
    /// `pre-approved`, `cash`, `lender`, `needs a lender`, or the record's words.
    pub financing: Option<String>,
}

impl Slots {
    pub(super) fn knows(&self, slot: Slot) -> bool {
        match slot {
            Slot::Intent => self.intent.is_some(),
            Slot::Timeline => self.timeline.is_some(),
            Slot::Budget => self.budget_max_usd.is_some(),
            Slot::Beds => self.beds_min.is_some(),
            Slot::Area => self.area,
            Slot::Financing => self.financing.is_some(),
        }
    }

    /// What the record states stands above what was read in a message.
    pub(super) fn prefer(&mut self, interest: &Interest) {
        let Interest { intent, budget_max_usd, beds_min, area, timeline, financing } = interest;
        self.intent = intent.clone().or(self.intent.take());
        self.timeline = timeline.clone().or(self.timeline.take());
        self.budget_max_usd = budget_max_usd.or(self.budget_max_usd);
        self.beds_min = beds_min.or(self.beds_min);
        self.area |= area.is_some();
        self.financing = financing.clone().or(self.financing.take());
    }
}
