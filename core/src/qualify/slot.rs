//! The slots, in the order in which they are asked.

/// One thing to know about a lead's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Slot {
    /// Whether the person would buy, sell or rent.
    Intent,
    /// When.
    Timeline,
    /// The most the person would pay.
    Budget,
    /// The fewest bedrooms.
    Beds,
    /// Where.
    Area,
    /// How it will be paid.
    Financing,
    /// Why the person moves. It is never asked and never weighed: many a reason is a protected trait.
    Motivation,
    /// Whether the person has an agent already. It is never asked.
    HasAgent,
}

impl Slot {
    /// Every slot.
    pub const ALL: [Slot; 8] = [
        Slot::Intent,
        Slot::Timeline,
        Slot::Budget,
        Slot::Beds,
        Slot::Area,
        Slot::Financing,
        Slot::Motivation,
        Slot::HasAgent,
    ];

    /// The slots that are asked, in order.
    pub(super) const ASKED: [Slot; 6] =
        [Slot::Intent, Slot::Timeline, Slot::Budget, Slot::Beds, Slot::Area, Slot::Financing];

    /// The slot's name, which is its key in a lead's `interest`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Slot::Intent => "intent",
            Slot::Timeline => "timeline",
            Slot::Budget => "budget_max_usd",
            Slot::Beds => "beds_min",
            Slot::Area => "area",
            Slot::Financing => "financing",
            Slot::Motivation => "motivation",
            Slot::HasAgent => "has_agent",
        }
    }

    /// What is worth knowing for an intent: a seller has no budget, a renter no lender.
    pub(super) fn wanted(intent: Option<&str>) -> &'static [Slot] {
        match intent {
            Some("sell") => &[Slot::Intent, Slot::Timeline],
            Some("rent") => &[Slot::Intent, Slot::Timeline, Slot::Budget, Slot::Beds, Slot::Area],
            _ => &Slot::ASKED,
        }
    }

    /// The question that asks for it; `None` for what is never asked.
    pub(super) fn question(self, spanish: bool) -> Option<&'static str> {
        Some(match (self, spanish) {
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
            (Slot::Motivation | Slot::HasAgent, _) => return None,
        })
    }
}
