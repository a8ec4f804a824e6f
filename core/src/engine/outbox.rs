//! Who sends, how fast, and whether anything is sent at all.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};
use tokio::time::Instant;

use crate::channel::Carrier;
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Channel, Fields, parse_object};

/// The carriers of an outbox, one for each channel, with their pace. Cheap to clone; clones share everything.
///
/// A carrier that may send so many messages a second is given that many and no more, by this process: where several processes
/// deliver, each has its share in its own settings.
#[derive(Clone, Default)]
pub struct Outbox {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    lanes: Vec<Arc<Lane>>,
    /// Whether nothing new is begun.
    paused: watch::Sender<bool>,
    under_way: watch::Sender<usize>,
}

/// One carrier and when it may next send.
pub(super) struct Lane {
    pub(super) carrier: Arc<dyn Carrier>,
    next: Mutex<Option<Instant>>,
}

/// A text that is on its way; gone, it is reported.
pub(super) struct UnderWay(Arc<Shared>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.send_modify(|count| *count -= 1);
    }
}

impl Outbox {
    /// An outbox of these carriers; of two for one channel the first is asked.
    pub fn new(carriers: impl IntoIterator<Item = Arc<dyn Carrier>>) -> Outbox {
        let lane = |carrier| Arc::new(Lane { carrier, next: Mutex::new(None) });
        let lanes = carriers.into_iter().map(lane).collect();
        Outbox { shared: Arc::new(Shared { lanes, ..Shared::default() }) }
    }

    /// Reads an outbox's settings, of which one at least must be there:
    ///
    /// - `twilio`, an object with `account_sid`, `auth_token` and `from`, and where they differ from the defaults of
    ///   [`TwilioConfig`](crate::channel::twilio::TwilioConfig) `api_key_sid`, `status_callback`, `per_second` (0 is no limit),
    ///   `timeout_seconds`, `base_url` and `allow_plain_http`;
    /// - `sendgrid`, an object with `api_key`, `from` and `subject`, and where they differ from the defaults of
    ///   [`SendGridConfig`](crate::channel::sendgrid::SendGridConfig) `from_name`, `reply_to`, `groups` (of `conversational`, `transactional` and
    ///   `marketing`), `unsubscribe_url`, `unsubscribe_secret`, `track_opens`, `track_clicks`, `per_second`, `timeout_seconds`, `base_url`
    ///   and `allow_plain_http`.
    ///
    /// ```
    /// use closr::{ErrorKind, Outbox};
    ///
    /// let sid = "AC0123456789abcdef0123456789abcdef";
    /// let settings = format!(r#"{{"twilio": {{"account_sid": "{sid}", "auth_token": "secret", "from": "+15125550100"}}}}"#);
    /// let outbox = Outbox::from_json(&settings)?;
    /// outbox.pause();
    /// assert!(outbox.is_paused());
    /// assert_eq!(Outbox::from_json("{}").unwrap_err().kind(), ErrorKind::ConfigInvalid);
    /// # Ok::<(), closr::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ConfigInvalid` with every fault at once, by path and without a value; unknown keys are faults.
    pub fn from_json(settings: &str) -> Result<Outbox> {
        let config = |error: Error| error.with_kind(ErrorKind::ConfigInvalid);
        let mut fields = Fields::new(parse_object("the outbox's record", settings).map_err(config)?);
        let carriers = carriers(&mut fields);
        if carriers.is_empty() {
            fields.fault_once("twilio", "missing: say through whom to send, `twilio` or `sendgrid`");
        }
        let carriers = fields.finish("the outbox's record", carriers).map_err(config)?;
        Ok(Outbox::new(carriers.into_iter().collect::<Result<Vec<_>>>()?))
    }

    /// Begins nothing new until [`Outbox::resume`]; what is under way is ended. What waits is sent later, under a fresh permit.
    pub fn pause(&self) {
        self.shared.paused.send_replace(true);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.shared.paused.send_replace(false);
    }

    /// Whether nothing new is begun.
    pub fn is_paused(&self) -> bool {
        *self.shared.paused.borrow()
    }

    /// Pauses, and waits until all that was under way in this process is reported: then it may end.
    pub async fn drain(&self) {
        self.pause();
        let _ = self.shared.under_way.subscribe().wait_for(|count| *count == 0).await;
    }

    /// The channels that it serves, each with its carrier.
    pub(super) fn lanes(&self) -> Vec<(Channel, Arc<Lane>)> {
        let mut lanes: Vec<(Channel, Arc<Lane>)> = Vec::new();
        for lane in &self.shared.lanes {
            let channel = lane.carrier.channel();
            if lanes.iter().all(|(known, _)| *known != channel) {
                lanes.push((channel, Arc::clone(lane)));
            }
        }
        lanes
    }

    /// Counts a text as under way; `None` where nothing new is begun.
    pub(super) fn begin(&self) -> Option<UnderWay> {
        // Counted first: who pauses and then looks sees it.
        self.shared.under_way.send_modify(|count| *count += 1);
        let begun = UnderWay(Arc::clone(&self.shared));
        (!self.is_paused()).then_some(begun)
    }
}

/// The carriers that the settings name, each with the faults of its own.
fn carriers(fields: &mut Fields) -> Vec<Result<Arc<dyn Carrier>>> {
    [twilio(fields), sendgrid(fields)].into_iter().flatten().collect()
}

#[cfg(feature = "channel-twilio")]
fn twilio(fields: &mut Fields) -> Option<Result<Arc<dyn Carrier>>> {
    use crate::channel::twilio::{Twilio, TwilioConfig};

    let config = fields.object("twilio", TwilioConfig::read)?;
    Some(built(fields, || Twilio::new(config)))
}

#[cfg(not(feature = "channel-twilio"))]
fn twilio(fields: &mut Fields) -> Option<Result<Arc<dyn Carrier>>> {
    absent(fields, "twilio", "not in this build: build closr with the feature channel-twilio")
}

#[cfg(feature = "channel-sendgrid")]
fn sendgrid(fields: &mut Fields) -> Option<Result<Arc<dyn Carrier>>> {
    use crate::channel::sendgrid::{SendGrid, SendGridConfig};

    let config = fields.object("sendgrid", SendGridConfig::read)?;
    Some(built(fields, || SendGrid::new(config)))
}

#[cfg(not(feature = "channel-sendgrid"))]
fn sendgrid(fields: &mut Fields) -> Option<Result<Arc<dyn Carrier>>> {
    absent(fields, "sendgrid", "not in this build: build closr with the feature channel-sendgrid")
}

/// One with a fault is not built, and is there all the same.
#[cfg(any(feature = "channel-twilio", feature = "channel-sendgrid"))]
fn built<C: Carrier>(fields: &Fields, build: impl FnOnce() -> Result<C>) -> Result<Arc<dyn Carrier>> {
    if !fields.is_sound() {
        return Err(Error::new(ErrorKind::ConfigInvalid, "the settings of a carrier have faults"));
    }
    build().map(|carrier| Arc::new(carrier) as Arc<dyn Carrier>)
}

#[cfg(not(all(feature = "channel-twilio", feature = "channel-sendgrid")))]
fn absent(fields: &mut Fields, key: &'static str, problem: &'static str) -> Option<Result<Arc<dyn Carrier>>> {
    if fields.take(key).is_some() {
        fields.fault(key, problem);
    }
    None
}

impl Lane {
    /// Waits until the carrier may send one more.
    pub(super) async fn wait(&self) {
        let Some(pace) = self.pace() else { return };
        let at = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let at = next.map_or(now, |next| next.max(now));
            *next = Some(at + pace);
            at
        };
        tokio::time::sleep_until(at).await;
    }

    /// Nothing was sent in the time that was waited for.
    pub(super) async fn give_back(&self) {
        let Some(pace) = self.pace() else { return };
        let mut next = self.next.lock().await;
        *next = next.and_then(|next| next.checked_sub(pace));
    }

    fn pace(&self) -> Option<Duration> {
        let per_second = self.carrier.per_second().filter(|n| n.is_finite() && *n > 0.0)?;
        Duration::try_from_secs_f64(1.0 / per_second).ok()
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.shared.lanes.iter().map(|lane| lane.carrier.name()).collect();
        f.debug_struct("Outbox").field("carriers", &names).field("paused", &self.is_paused()).finish()
    }
}
