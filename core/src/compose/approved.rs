//! The business's own approved replies, filled with the facts on file.

use super::answer::first_name;
use super::format::{count, money, quantity};
use super::target::name;
use super::topic::tame;
use super::words::spoken;
use super::{Ask, sms};
use crate::lead::{ApprovedReply, Channel, Fact, Filled};

/// The replies that may answer a message: of its channel and language, with all their facts on file.
pub(crate) fn offered<'a>(ask: &Ask<'a>) -> Vec<&'a ApprovedReply> {
    let spoken = spoken(ask.inbound);
    let fits = |reply: &&ApprovedReply| {
        reply.language == spoken && reply.channels.contains(&ask.channel) && filled(reply, ask).is_some()
    };
    ask.account.replies.iter().filter(fits).collect()
}

/// A reply with its facts; `None` where one is not on file.
pub(crate) fn filled(reply: &ApprovedReply, ask: &Ask<'_>) -> Option<Filled> {
    let own = |words: &str| if ask.channel == Channel::Sms { sms::plain(words) } else { words.to_owned() };
    reply.text.fill(own, |fact| value(fact, ask))
}

fn value(fact: Fact, ask: &Ask<'_>) -> Option<String> {
    let text =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| tame(text)).map(str::to_owned);
    let account = ask.account;
    let listing = ask.listings.first();
    match fact {
        Fact::Brand => Some(account.brand.trim().to_owned()),
        Fact::Agent => text(&account.agent),
        Fact::Brokerage => text(&account.brokerage),
        Fact::License => text(&account.license),
        Fact::Phone => account.phone.clone(),
        Fact::Email => account.email.clone(),
        Fact::FirstName => first_name(ask),
        Fact::Address => listing.and_then(name).map(str::to_owned),
        Fact::City => text(&listing?.city),
        Fact::Price => listing?.price_usd.map(|price| money(price as f64)),
        Fact::Beds => listing?.beds.map(quantity),
        Fact::Baths => listing?.baths.map(quantity),
        Fact::Sqft => listing?.sqft.map(count),
        Fact::LotSqft => listing?.lot_sqft.map(count),
        Fact::YearBuilt => listing?.year_built.map(|year| year.to_string()),
        Fact::Hoa => listing?.hoa_usd_month.map(money),
        Fact::Taxes => listing?.tax_usd_year.map(money),
        Fact::GarageSpaces => listing?.garage_spaces.map(count),
        Fact::Pets => text(&listing?.pets).filter(|rule| rule.chars().count() <= 100),
        Fact::Status => text(&listing?.status).filter(|status| status.chars().count() <= 40),
    }
}
