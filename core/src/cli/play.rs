//! `closr play`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::cli::output::{BOLD, CYAN, DIM, GREEN, PLAIN, RED, YELLOW};
use crate::cli::scene::Scene;
use crate::cli::{End, jsonl, model, output};
use crate::clock::Clock;
use crate::consent::ConsentState;
use crate::engine::{Actor, Engine, Outcome, Trace};
use crate::error::Result;
use crate::guard::Block;
use crate::lead::{Inbound, LeadId};
use crate::prompt::Catalog;
use crate::provider::Provider;
use crate::qualify::Qualification;
use crate::store::OutcomeKind;
use crate::testkit::ManualClock;
use crate::token::Usage;

/// Plays conversations, each in a fresh store in memory with its clock set to the turns' times.
///
/// With --jsonl it reads lines {"id","channel","account","lead","listings","turns"} from standard input and
/// writes a line a turn {"id","turn","outcome","text","consent"}. A turn is {"at","inbound","burst_before"?,"headers"?}.
/// Other keys of a line are passed over. A bad line is named on standard error, the rest is done, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  closr play examples/leads/buyer.json
  closr play examples/leads/*.json --json
  closr play examples/leads/buyer.json --provider openai --base-url http://127.0.0.1:8123/v1 --model NAME
  closr play --jsonl < conversations.jsonl > turns.jsonl")]
pub(super) struct Args {
    /// Files with one conversation each.
    #[arg(required_unless_present = "jsonl")]
    files: Vec<PathBuf>,
    /// JSON lines in, JSON lines out.
    #[arg(long, conflicts_with = "files")]
    jsonl: bool,
    /// A JSON object a turn, with what a model would be shown, what is known of the lead's wish, tokens and time.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    model: model::ModelArgs,
}

pub(super) async fn run(args: Args) -> Result<End> {
    let provider = args.model.provider()?;
    if args.jsonl {
        return play_lines(provider.as_ref());
    }
    for file in &args.files {
        let scene = Scene::from_file(file)?;
        let stage = Stage::set(&scene, provider.as_ref(), true, None).await?;
        if !args.json {
            let lead = scene.lead.first_name.as_ref().map_or("a lead", |name| name.expose());
            output::line(&format!(
                "{BOLD}{}{PLAIN} answers {lead} by {}, {}",
                scene.account.brand,
                scene.channel,
                provider.as_ref().map_or_else(
                    || "without a model (the composer)".to_owned(),
                    |provider| format!("with {} through {}", provider.model(), provider.name())
                ),
            ))?;
        }
        for number in 1..=scene.turns.len() {
            let (inbound, shown) = stage.turn(&scene, number).await?;
            if args.json {
                output::json(&shown.full_json(&scene.id, number))?;
            } else {
                output::line("")?;
                show(&inbound, &shown)?;
            }
        }
        let head = stage.verify().await?;
        if args.json {
            output::json(&json!({"id": scene.id, "audit": {"ok": true, "head": head}}))?;
        } else {
            output::line(&format!("\n{GREEN}audit trail verified{PLAIN}, head {head}"))?;
        }
    }
    Ok(End::Ok)
}

fn play_lines(provider: Option<&Provider>) -> Result<End> {
    let handle = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        jsonl::each_line_many(|line: Map<String, Value>, out| {
            let scene = Scene::from_map(line)?;
            handle.block_on(async {
                let stage = Stage::set(&scene, provider, false, None).await?;
                for number in 1..=scene.turns.len() {
                    out.push(stage.turn(&scene, number).await?.1.short_json(&scene.id, number));
                }
                Ok(())
            })
        })
    })
}

/// A fresh engine with a conversation's people and places in it.
pub(super) struct Stage {
    engine: Engine,
    clock: Arc<ManualClock>,
    account: crate::lead::AccountId,
}

impl Stage {
    /// `catalog` is of the shipped templates where it is absent.
    pub(super) async fn set(
        scene: &Scene,
        provider: Option<&Provider>,
        trace: bool,
        catalog: Option<Catalog>,
    ) -> Result<Stage> {
        let start = scene.turns.first().map_or_else(|| crate::clock::SystemClock.now(), |turn| turn.at);
        let clock = Arc::new(ManualClock::at(start));
        let mut builder = Engine::builder().clock(Arc::clone(&clock) as Arc<dyn Clock>).trace(trace);
        if let Some(provider) = provider {
            builder = builder.provider(provider.clone());
        }
        if let Some(catalog) = catalog {
            builder = builder.catalog(catalog);
        }
        let engine = builder.build()?;
        scene.enter(&engine).await?;
        Ok(Stage { engine, clock, account: scene.account.id.clone() })
    }

    pub(super) async fn turn(&self, scene: &Scene, number: usize) -> Result<(String, Shown)> {
        let account = self.engine.for_account(&self.account, Actor::Service);
        let Some(turn) = scene.turns.get(number - 1) else {
            return Err(crate::Error::new(
                crate::ErrorKind::Unexpected,
                "a turn is counted that is not there",
            ));
        };
        self.clock.set(turn.at);
        for (index, text) in turn.burst_before.iter().enumerate() {
            let id = format!("turn-{number}-burst-{}", index + 1);
            account.accept(Inbound::new(&id, scene.channel, &scene.from, text)?).await?;
        }
        let started = Instant::now();
        let inbound = Inbound::new(&format!("turn-{number}"), scene.channel, &scene.from, &turn.inbound)?;
        let outcome = account.reply(inbound).await?;
        let mut shown = Shown::of(outcome, &*self.clock)?;
        shown.took = Some(started.elapsed());
        let burst = turn.burst_before.iter().chain([&turn.inbound]);
        Ok((burst.cloned().collect::<Vec<_>>().join("\n"), shown))
    }

    pub(super) async fn verify(&self) -> Result<String> {
        Ok(self.engine.for_account(&self.account, Actor::Service).verify_audit(None).await?.to_string())
    }
}

impl Scene {
    /// Brings the scene's account, listings and lead up to date in an engine, and gives the lead's id.
    pub(super) async fn enter(&self, engine: &Engine) -> Result<LeadId> {
        engine.upsert_account(self.account.clone()).await?;
        let account = engine.for_account(&self.account.id, Actor::Service);
        for listing in self.listings.iter().rev() {
            account.upsert_listing(listing.clone()).await?;
        }
        account.upsert_lead(self.lead.clone()).await
    }
}

/// A turn's outcome, its text released.
pub(super) struct Shown {
    pub(super) lead: LeadId,
    pub(super) head: String,
    pub(super) kind: OutcomeKind,
    pub(super) text: Option<String>,
    repeated: bool,
    pub(super) reasons: Vec<String>,
    blocked: Vec<Block>,
    pub(super) author: Option<&'static str>,
    consent: ConsentState,
    pub(super) qualification: Option<Qualification>,
    pub(super) usage: Option<Usage>,
    prompt_tokens: Option<(usize, bool)>,
    pub(super) trace: Option<Trace>,
    took: Option<Duration>,
}

impl Shown {
    pub(super) fn of(mut outcome: Outcome, clock: &dyn Clock) -> Result<Shown> {
        let text = match outcome.take_cleared() {
            Some(cleared) => Some(cleared.release(clock)?.expose().clone()),
            None => None,
        };
        Ok(Shown {
            lead: outcome.lead(),
            head: outcome.audit_head().to_string(),
            kind: outcome.kind(),
            text,
            repeated: outcome.is_repeated(),
            reasons: outcome.reasons().to_vec(),
            blocked: outcome.blocked().to_vec(),
            author: outcome.author().map(crate::store::Author::as_str),
            consent: outcome.consent(),
            qualification: outcome.qualification().cloned(),
            usage: outcome.usage().cloned(),
            prompt_tokens: outcome.receipt().map(|receipt| (receipt.total, receipt.exact)),
            trace: outcome.trace().cloned(),
            took: None,
        })
    }

    /// How long the turn took; 0 where it was not measured.
    pub(super) fn seconds(&self) -> f64 {
        self.took.map_or(0.0, |took| took.as_secs_f64())
    }

    fn short_json(&self, id: &Value, turn: usize) -> Value {
        json!({
            "id": id, "turn": turn, "outcome": self.kind.as_str(), "text": self.text, "consent": self.consent,
        })
    }

    pub(super) fn full_json(&self, id: &Value, turn: usize) -> Value {
        let mut value = self.short_json(id, turn);
        let shown: Option<Vec<Value>> = self.trace.as_ref().map(|trace| {
            trace.shown.iter().map(|(role, text)| json!({"role": role, "content": text})).collect()
        });
        let asks: Option<Vec<Value>> = self.trace.as_ref().map(|trace| {
            let ask = |ask: &crate::engine::Ask| {
                let blocked: Vec<&str> = ask.blocked.iter().map(|reason| reason.as_str()).collect();
                json!({"answer": ask.answer, "blocked": blocked})
            };
            trace.asks.iter().map(ask).collect()
        });
        if let (Value::Object(map), Value::Object(more)) = (
            &mut value,
            json!({
                "repeated": self.repeated, "reasons": self.reasons, "blocked": self.blocked, "author": self.author,
                "shown_to_model": shown, "asks": asks,
                "qualification": self.qualification.as_ref().map(Qualification::expose_value),
                "usage": self.usage, "prompt_tokens": self.prompt_tokens.map(|(tokens, _)| tokens),
                "ms": self.took.map(|took| took.as_secs_f64() * 1e3), "lead": self.lead, "audit_head": self.head,
            }),
        ) {
            map.extend(more);
        }
        value
    }
}

/// Shows a turn: what the lead wrote, what a model would see, what came back, what was sent or why not.
pub(super) fn show(inbound: &str, shown: &Shown) -> Result<()> {
    output::line(&format!("{BOLD}lead  {PLAIN} {}", indented(inbound)))?;
    show_answer(shown)
}

/// Shows a turn's answer alone.
pub(super) fn show_answer(shown: &Shown) -> Result<()> {
    if let Some(trace) = &shown.trace {
        if let Some((_, seen)) = trace.shown.last() {
            output::line(&format!("{CYAN}model sees{PLAIN} {DIM}{}{PLAIN}", indented(seen)))?;
        }
        for ask in &trace.asks {
            output::line(&format!("{CYAN}model said{PLAIN} {DIM}{}{PLAIN}", indented(&ask.answer)))?;
            if !ask.blocked.is_empty() {
                let reasons: Vec<&str> = ask.blocked.iter().map(|reason| reason.as_str()).collect();
                output::line(&format!("{RED}blocked{PLAIN} {}", reasons.join(", ")))?;
            }
        }
    }
    match &shown.text {
        Some(text) => output::line(&format!("{GREEN}sent{PLAIN}   {}", indented(text)))?,
        None if shown.repeated => {
            output::line(&format!("{YELLOW}nothing sent{PLAIN}: this was done before, as follows"))?;
        }
        None => output::line(&format!("{YELLOW}nothing sent{PLAIN}"))?,
    }
    let mut facts = vec![shown.kind.as_str().to_owned()];
    facts.extend(shown.author.map(str::to_owned));
    if !shown.reasons.is_empty() {
        facts.push(shown.reasons.join(", "));
    }
    if let Some(usage) = &shown.usage {
        let count = |tokens: Option<u64>| tokens.map_or_else(|| "?".to_owned(), |tokens| tokens.to_string());
        facts.push(format!("{} + {} tokens", count(usage.input), count(usage.output)));
    } else {
        facts.push("0 tokens".to_owned());
    }
    if let Some(took) = shown.took {
        facts.push(format!("{:.1} ms", took.as_secs_f64() * 1e3));
    }
    output::line(&format!("{DIM}       {}{PLAIN}", facts.join(" · ")))
}

fn indented(text: &str) -> String {
    text.trim().replace('\n', "\n       ")
}
