//! What is cut, in which order, and what the receipt says.

use super::{account, listing, message, now, view};
use crate::ErrorKind;
use crate::lead::{Account, Channel, Listing, Message, Role};
use crate::prompt::{Budget, Catalog, Context, Prompt, SectionKind, fit};
use crate::token::{ChatCounter, OpenAiEncoding, TokenCounter};

/// One token a word, so that tests can count.
struct Words;

impl TokenCounter for Words {
    fn count(&self, text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn is_exact(&self) -> bool {
        true
    }
}

fn long_conversation() -> (Account, [Listing; 2], Vec<Message>) {
    let listings = [listing(), Listing { id: "L-7".to_owned(), ..listing() }];
    let history = (0..40)
        .map(|at| {
            let role = if at % 4 == 3 {
                Role::Agent
            } else if at % 2 == 0 {
                Role::Lead
            } else {
                Role::Assistant
            };
            message(role, &format!("message number {at} of this conversation"))
        })
        .collect();
    (account(), listings, history)
}

fn long_prompt() -> Prompt {
    let (account, listings, history) = long_conversation();
    let mut context = Context::new(Channel::Sms, now(), &account, "what is the price");
    (context.lead, context.listings, context.history) = (view(), &listings, &history);
    context.notes = Some("Prefers mornings");
    Catalog::shipped().unwrap().render("inquiry_reply", &context).unwrap()
}

fn sent(prompt: &Prompt, counter: &ChatCounter) -> usize {
    let messages = prompt.messages();
    let messages: Vec<_> = messages.iter().map(|(role, text)| (*role, text.as_str())).collect();
    counter.count_chat(&messages)
}

#[test]
fn a_prompt_is_cut_in_the_order_of_its_worth() {
    let words = ChatCounter::new(std::sync::Arc::new(Words), crate::token::Framing::OpenAi);
    for counter in [words, ChatCounter::for_model("gpt-4o"), ChatCounter::for_model("unheard-of")] {
        let all = sent(&long_prompt(), &counter);
        let mut order: Vec<String> = Vec::new();
        let mut limit = all;
        let refused = loop {
            match fit(long_prompt(), &Budget::new(limit + 100, 100), &counter) {
                Err(error) => break error,
                Ok((prompt, receipt)) => {
                    assert!(receipt.total <= limit && receipt.limit == limit);
                    assert_eq!(receipt.total, sent(&prompt, &counter), "the receipt is what is sent");
                    let kept = receipt.items.iter().filter(|item| item.kept);
                    assert_eq!(
                        kept.map(|item| item.tokens).sum::<usize>(),
                        receipt.total,
                        "the items come to the total"
                    );
                    let history = prompt.sections.iter().find(|s| matches!(s.kind, SectionKind::History(_)));
                    assert!(history.is_none_or(|first| first.kind == SectionKind::History(Role::Lead)));
                    for item in receipt.items.iter().filter(|item| !item.kept) {
                        if !order.contains(&item.what) {
                            order.push(item.what.clone());
                        }
                    }
                    limit = receipt.total - 1;
                }
            }
        };
        let at = |what: &str| order.iter().position(|other| other == what).unwrap_or(usize::MAX);
        assert_eq!(
            order[..4],
            ["history 1 (lead)", "history 2 (assistant)", "history 3 (lead)", "history 4 (agent)"]
        );
        assert!(at("history 36 (agent)") < at("listing 2") && at("listing 2") < at("notes"));
        assert!(at("notes") < at("history 37 (lead)") && at("history 40 (agent)") < at("person"));
        assert!(at("person") < at("listing 1"), "{order:?}");
        for never in ["instructions", "business", "inbound", "framing"] {
            assert_eq!(at(never), usize::MAX, "{never}");
        }
        assert_eq!(refused.kind(), ErrorKind::BudgetExceeded);
    }
}

#[test]
fn nothing_is_cut_that_fits_and_nothing_is_cut_in_vain() {
    let counter = ChatCounter::for_model("gpt-4o");
    let all = sent(&long_prompt(), &counter);
    let (_, receipt) = fit(long_prompt(), &Budget::new(all + 50, 50), &counter).unwrap();
    assert!(receipt.items.iter().all(|item| item.kept));
    assert_eq!((receipt.total, receipt.exact, receipt.counter.as_str()), (all, true, "o200k_base"));
    // One token less costs the oldest exchange and no more.
    let (_, receipt) = fit(long_prompt(), &Budget::new(all + 49, 50), &counter).unwrap();
    let cut: Vec<_> = receipt.items.iter().filter(|item| !item.kept).map(|item| item.what.as_str()).collect();
    assert_eq!(cut, ["history 1 (lead)", "history 2 (assistant)"]);
}

#[test]
fn what_cannot_fit_is_refused_with_counts() {
    let error = fit(long_prompt(), &Budget::new(200, 150), &ChatCounter::for_model("gpt-4o")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetExceeded);
    let text = error.to_string();
    assert!(text.contains("and 50 fit (context 200 less 150 for the reply)"), "{text}");
    assert!(fit(long_prompt(), &Budget::new(10, 20), &ChatCounter::for_model("x")).is_err());
}

#[test]
fn a_receipt_has_no_text_in_it() {
    let (_, receipt) =
        fit(long_prompt(), &Budget::new(4096, 200), &ChatCounter::for_model("gpt-4o")).unwrap();
    let json = serde_json::to_string(&receipt).unwrap();
    assert!(
        json.starts_with(
            r#"{"template":"inquiry_reply@1","counter":"o200k_base","exact":true,"limit":3896,"total":"#
        ),
        "{json}"
    );
    for word in ["Dana", "Cedar", "689", "message number", "price"] {
        assert!(!json.contains(word), "{word}");
    }
}

#[test]
fn an_outreach_keeps_its_first_words_while_all_fits() {
    let account = account();
    let history = [message(Role::Assistant, "Would Tuesday suit you?")];
    let mut context = Context::new(Channel::Sms, now(), &account, "Yes");
    context.history = &history;
    let prompt = Catalog::shipped().unwrap().render("inquiry_reply", &context).unwrap();
    let (prompt, _) = fit(prompt, &Budget::new(4096, 200), &ChatCounter::for_model("gpt-4o")).unwrap();
    let roles: Vec<_> = prompt.messages().iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, ["system", "assistant", "user"]);
}

#[test]
fn the_instructions_stay_short() {
    // Small models read them; the facts come on top.
    let prompt = long_prompt();
    let tokens = OpenAiEncoding::O200k.count(prompt.sections[0].text.expose());
    assert!(tokens < 450, "{tokens}");
}
