//! What is on file of consent.

use closr::AccountId;
use closr::consent::ConsentRecord;
use closr::store::{LedgerEntry, Recorded};
use napi::bindgen_prelude::AsyncBlock;
use napi::{Env, Result};
use napi_derive::napi;
use serde_json::{Map, Value, json};

use super::{ForAccount, parsed};
use crate::error::{Thrown, record};

#[napi]
impl ForAccount {
    /// A lead's consent events, as JSON.
    #[napi]
    pub fn consent(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(json!(account.consent(lead).await.or_throw()?).to_string()) })
    }

    /// Puts a record of consent on file.
    #[napi]
    pub fn record_consent(&self, env: &Env, record: String) -> Result<AsyncBlock<String>> {
        let (account, record) = (self.account.clone(), ConsentRecord::from_json(&record).or_throw()?);
        self.promise(env, None, async move {
            Ok(recorded(&account.record_consent(record).await.or_throw()?).to_string())
        })
    }

    /// Puts many on file; each has its answer at its place, as JSON, a refusal as `{"error": ...}`.
    #[napi]
    pub fn record_consents(&self, env: &Env, records: String) -> Result<AsyncBlock<String>> {
        let (account, records) = (self.account.clone(), ConsentRecord::list_from_json(&records).or_throw()?);
        self.promise(env, None, async move {
            let answer = |taken: &closr::Result<Recorded>| match taken {
                Ok(taken) => recorded(taken),
                Err(error) => json!({"error": record(error).to_string()}),
            };
            let taken = account.record_consents(records).await.or_throw()?;
            Ok(json!(taken.iter().map(answer).collect::<Vec<_>>()).to_string())
        })
    }

    /// What is on file of a contact point, as JSON.
    #[napi]
    pub fn consent_at(&self, env: &Env, contact: String) -> Result<AsyncBlock<String>> {
        let (account, contact) = (self.account.clone(), parsed(&contact)?);
        self.promise(env, None, async move {
            let on_file = account.consent_at(contact).await.or_throw()?;
            let states: Map<String, Value> = on_file
                .states
                .iter()
                .map(|(purpose, state)| (purpose.as_str().to_owned(), json!(state.as_str())))
                .collect();
            let history: Vec<Value> =
                on_file.history.iter().map(|entry| ledger_entry(entry, account.id())).collect();
            let record = json!({
                "channel": on_file.channel.as_str(), "lead": on_file.lead.map(|id| id.to_string()),
                "states": states, "history": history,
            });
            Ok(record.to_string())
        })
    }

    /// A page of the account's consent events, as JSON.
    #[napi]
    pub fn consent_ledger(&self, env: &Env, after: f64, limit: f64) -> Result<AsyncBlock<String>> {
        let account = self.account.clone();
        self.promise(env, None, async move {
            let page = account.consent_ledger(after as u64, limit as usize).await.or_throw()?;
            let entries: Vec<Value> = page.iter().map(|entry| ledger_entry(entry, account.id())).collect();
            Ok(json!(entries).to_string())
        })
    }
}

fn recorded(recorded: &Recorded) -> Value {
    json!({
        "lead": recorded.lead.map(|id| id.to_string()), "state": recorded.state.as_str(),
        "changed": recorded.changed, "audit_head": recorded.audit_head.to_string(),
    })
}

fn ledger_entry(entry: &LedgerEntry, account: &AccountId) -> Value {
    json!({
        "place": entry.place, "contact_hash": entry.contact_hash(), "lead": entry.lead.map(|id| id.to_string()),
        "turn": entry.turn.map(|id| id.to_string()), "event": entry.event,
        "words": entry.words.as_ref().map(|words| words.expose()), "json": entry.to_json(account),
    })
}
