//! What a person may ask about their data.

use closr::rights::{Correction, Objection, Recipient, Request, RequestRecord, RequestStep, Sweep, Use};
use napi::bindgen_prelude::AsyncBlock;
use napi::{Env, Result};
use napi_derive::napi;

use super::{ForAccount, parsed};
use crate::error::Thrown;

#[napi]
impl ForAccount {
    /// Erases a lead; the receipt is JSON.
    #[napi]
    pub fn erase(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.erase(lead).await.or_throw()?.to_json()) })
    }

    /// Erases a lead and makes a new master key; the receipt is JSON.
    #[napi]
    pub fn shred(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.shred(lead).await.or_throw()?.to_json()) })
    }

    /// Restricts a lead.
    #[napi]
    pub fn restrict(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.restrict(lead).await.or_throw()?.to_string()) })
    }

    /// Takes a restriction back.
    #[napi]
    pub fn unrestrict(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.unrestrict(lead).await.or_throw()?.to_string()) })
    }

    /// Puts on file that a person objects to uses of their data.
    #[napi]
    pub fn object(&self, env: &Env, lead: String, objection: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        let to = Use::list_from_json(&objection).or_throw()?;
        self.promise(env, None, async move { Ok(account.object(lead, &to).await.or_throw()?.to_string()) })
    }

    /// Takes objections back.
    #[napi]
    pub fn lift_objection(&self, env: &Env, lead: String, objection: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        let to = Use::list_from_json(&objection).or_throw()?;
        self.promise(
            env,
            None,
            async move { Ok(account.lift_objection(lead, &to).await.or_throw()?.to_string()) },
        )
    }

    /// What a person objects to, each as JSON.
    #[napi]
    pub fn objections(&self, env: &Env, lead: String) -> Result<AsyncBlock<Vec<String>>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move {
            Ok(account.objections(lead).await.or_throw()?.iter().map(Objection::to_json).collect())
        })
    }

    /// Puts a lead on hold.
    #[napi]
    pub fn hold(&self, env: &Env, lead: String, reason: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.hold(lead, &reason).await.or_throw()?.to_string()) })
    }

    /// Takes the hold off a lead.
    #[napi]
    pub fn lift_hold(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.lift_hold(lead).await.or_throw()?.to_string()) })
    }

    /// Everything that is held of a lead, as JSON.
    #[napi]
    pub fn access(&self, env: &Env, lead: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.access(lead).await.or_throw()?.expose_json()) })
    }

    /// Writes everything that is held of a lead into a zip; what came of it is JSON.
    #[napi]
    pub fn export(&self, env: &Env, lead: String, path: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move { Ok(account.export(lead, path).await.or_throw()?.to_json()) })
    }

    /// Puts a lead's record right.
    #[napi]
    pub fn correct(&self, env: &Env, lead: String, correction: String) -> Result<AsyncBlock<String>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        let correction = Correction::from_json(&correction).or_throw()?;
        self.promise(
            env,
            None,
            async move { Ok(account.correct(lead, correction).await.or_throw()?.to_string()) },
        )
    }

    /// Puts a request on file, as JSON; it comes back as JSON.
    #[napi]
    pub fn open_request(&self, env: &Env, record: String) -> Result<AsyncBlock<String>> {
        let (account, record) = (self.account.clone(), RequestRecord::from_json(&record).or_throw()?);
        self.promise(env, None, async move { Ok(account.open_request(record).await.or_throw()?.to_json()) })
    }

    /// Notes what was done about a request.
    #[napi]
    pub fn step_request(&self, env: &Env, request: String, step: String) -> Result<AsyncBlock<String>> {
        let (account, request) = (self.account.clone(), parsed(&request)?);
        let step = RequestStep::from_json(&step).or_throw()?;
        self.promise(
            env,
            None,
            async move { Ok(account.step_request(request, step).await.or_throw()?.to_json()) },
        )
    }

    /// A request, as JSON.
    #[napi]
    pub fn request(&self, env: &Env, request: String) -> Result<AsyncBlock<String>> {
        let (account, request) = (self.account.clone(), parsed(&request)?);
        self.promise(env, None, async move { Ok(account.request(request).await.or_throw()?.to_json()) })
    }

    /// The open requests of which something is due before a time, each as JSON.
    #[napi]
    pub fn requests_due(&self, env: &Env, before: String) -> Result<AsyncBlock<Vec<String>>> {
        let (account, before) = (self.account.clone(), parsed(&before)?);
        self.promise(env, None, async move {
            Ok(account.requests_due(before).await.or_throw()?.iter().map(Request::to_json).collect())
        })
    }

    /// Those to whom data of the account's leads goes, each as JSON.
    #[napi]
    pub fn recipients(&self, env: &Env) -> Result<AsyncBlock<Vec<String>>> {
        let account = self.account.clone();
        self.promise(env, None, async move {
            Ok(account.recipients().await.or_throw()?.iter().map(Recipient::to_json).collect())
        })
    }

    /// A lead's requests, each as JSON.
    #[napi]
    pub fn requests_of(&self, env: &Env, lead: String) -> Result<AsyncBlock<Vec<String>>> {
        let (account, lead) = (self.account.clone(), parsed(&lead)?);
        self.promise(env, None, async move {
            Ok(account.requests_of(lead).await.or_throw()?.iter().map(Request::to_json).collect())
        })
    }

    /// Erases the leads that were not heard of for long; what came of it is JSON.
    #[napi]
    pub fn sweep(&self, env: &Env, sweep: String) -> Result<AsyncBlock<String>> {
        let (account, sweep) = (self.account.clone(), Sweep::from_json(&sweep).or_throw()?);
        self.promise(env, None, async move { Ok(account.sweep(sweep).await.or_throw()?.to_json()) })
    }
}
