//! The ids of the guard's rules, as outcomes and the audit trail carry them, and what each means.

use std::fmt;

macro_rules! rules {
    ($($rule:ident $id:literal $meaning:literal,)+) => {
        /// Which of the guard's rules found fault with a draft. Its id stays what it is from version to version.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $meaning] $rule,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Rule] = &[$(Rule::$rule,)+];

            /// Its id, as in `fact.number`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Rule::$rule => $id,)+ }
            }

            /// What it finds fault with, and the law where there is one.
            pub const fn meaning(self) -> &'static str {
                match self { $(Rule::$rule => $meaning,)+ }
            }
        }
    };
}

rules! {
    Empty "form.empty" "a text without a letter or digit",
    Refusal "form.refusal" "a model's refusal that hands off to nobody",
    Truncated "form.truncated" "a text that stops where it must go on",
    Degenerate "form.degenerate" "a text that repeats itself, or noise",
    Length "form.length" "more than the channel takes: SMS segments, or characters",
    Topic "form.topic" "a text about something else than homes and the people who trade in them",
    Placeholder "identity.placeholder" "a placeholder that nobody issued",
    Greeting "identity.greeting" "a greeting by a name that is not the lead's",
    Private "identity.private" "private data: a number, an address or a name that is neither the business's nor the lead's own",
    Firm "identity.firm" "another firm's name or licence given as the business's",
    Contact "identity.contact" "the lead's number or address given as the business's",
    Name "identity.name" "the assistant gives itself a person's name: California B&P 17941",
    Disclosure "identity.disclosure" "a first message without who writes, for whom, under what licence, or how to stop: California B&P 17941 and 10140.6, Maine 10 MRS 1500-DD, EU AI Act article 50(1), CTIA's principles",
    Advice "conduct.advice" "advice that takes a licence: legal, lending (SAFE Act, 12 USC 5101), tax, investment",
    Guarantee "conduct.guarantee" "a promise of an outcome",
    Commission "conduct.commission" "a standard or fixed commission",
    Referral "conduct.referral" "something of value for a referral, or one provider required: RESPA section 8, 12 USC 2607",
    Confidence "conduct.confidence" "the other side's position",
    Agency "conduct.agency" "interference with another broker's client",
    Payment "conduct.payment" "payment details or identifiers, given or asked for",
    Human "conduct.human" "a claim to be a person: California B&P 17941",
    Privacy "conduct.privacy" "a data right denied",
    Order "conduct.order" "obeys what a message, a note or a listing orders",
    Stop "conduct.stop" "more than a confirmation in answer to a stop: 47 CFR 64.1200(a)(10)-(12)",
    Booked "conduct.booked" "a visit said to stand that does not",
    Steering "fair_housing.stated" "says who lives there, steers, or rates schools or safety: 42 USC 3604(a) and (c), 24 CFR 100.70",
    Accommodation "fair_housing.accommodation" "turns away or charges an assistance animal or a voucher, or asks what a disability is: 42 USC 3604(f), 24 CFR 100.204",
    Trait "fair_housing.asked" "asks about a protected trait: 42 USC 3604(c)",
    Number "fact.number" "a number that no fact on file, no arithmetic on facts and no word of the lead gives",
    OpenHouseTime "fact.open_house_time" "a time of an open house that is not on file",
    Time "fact.time" "a day or time that is not on file",
    Hoa "fact.hoa" "whether there is an association",
    Garage "fact.garage" "whether there is a garage",
    Pets "fact.pets" "what animals may live there",
    Deal "fact.deal" "for sale where it is for rent, or the other way round",
    Status "fact.status" "whether it is still to be had",
    OpenHouse "fact.open_house" "whether there is an open house",
    Budget "fact.budget" "whether the price is within the lead's budget",
    Address "fact.address" "an address that is not on file",
    City "fact.city" "a city that is not on file",
    Answer "fact.answer" "a bare yes or no against the file, or where it says nothing",
    Feature "fact.feature" "a thing on file denied, or one that the file denies affirmed",
    Opposite "fact.opposite" "the opposite of what the file says of a thing",
    Claim "invention.claim" "a claim about the property, the area, the seller, the market or the terms whose words are not on file",
    Words "invention.words" "words about the property that nothing on file carries",
    Judge "judge.model" "what the account's judge, a model that is asked once more, finds wrong with it",
    Link "invention.link" "a link that is neither on file nor official",
    Street "invention.street" "a street that is neither on file nor the lead's word",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_pass_for_rules() {
        let ids: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
        for id in ids {
            let allowed = |b: u8| b.is_ascii_lowercase() || b == b'.' || b == b'_';
            assert!(id.len() <= 32 && id.bytes().all(allowed), "{id}");
        }
    }
}
