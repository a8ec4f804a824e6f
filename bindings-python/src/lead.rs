//! Records: accounts, listings, leads and messages.

use closr::ErrorKind;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::json;

use crate::convert::{self, Json, Time, view};
use crate::error::Result;

/// A record as the user gave it: made before, or read now.
pub(crate) trait Record: Sized {
    fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self>;
}

macro_rules! record {
    ($(#[$doc:meta])* $class:ident, $what:literal, { $($method:tt)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, eq, module = "closr")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $class(pub(crate) closr::$class);

        impl Record for closr::$class {
            fn take(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<Self> {
                match record.map(|record| record.cast::<$class>()) {
                    Some(Ok(made)) if fields.is_none() => Ok(made.get().0.clone()),
                    _ => {
                        convert::record($what, ErrorKind::InputInvalid, record, fields, closr::$class::from_json)
                    }
                }
            }
        }

        #[pymethods]
        impl $class {
            #[new]
            #[pyo3(signature = (record=None, /, **fields))]
            fn new(record: Option<&Bound<'_, PyAny>>, fields: Option<&Bound<'_, PyDict>>) -> Result<$class> {
                Record::take(record, fields).map($class)
            }

            $($method)*
        }
    };
}

record! {
    /// A business that answers leads; its names and numbers are public.
    ///
    /// >>> Account(id="oak", brand="Oak & Main", tz="America/Chicago").to_dict()["max_segments"]
    /// 3
    Account, "the account", {
        /// The account's id.
        #[getter]
        fn id(&self) -> &str {
            self.0.id.as_str()
        }

        /// The record as a dict, as it is read.
        fn to_dict(&self) -> Json {
            Json::read(&self.0.to_json())
        }

        fn __repr__(&self) -> String {
            format!("Account(id='{}')", self.0.id)
        }
    }
}

record! {
    /// The facts on file about a property: all that a reply may state.
    ///
    /// >>> Listing(id="L-7", address="12 Elm St", hoa_usd_month=0)
    /// Listing(id='L-7')
    Listing, "the listing", {
        /// The listing's id.
        #[getter]
        fn id(&self) -> &str {
            &self.0.id
        }

        /// The record as a dict, as it is read.
        fn to_dict(&self) -> Json {
            Json::read(&self.0.to_json())
        }

        fn __repr__(&self) -> String {
            format!("Listing(id={:?})", self.0.id).replace('"', "'")
        }
    }
}

record! {
    /// What a business knows of one person. Only `expose` shows it.
    ///
    /// >>> lead = Lead(first_name="Jane", phones=["+15125550147"])
    /// >>> lead
    /// Lead([pii])
    /// >>> lead.expose()["first_name"]
    /// 'Jane'
    Lead, "the lead", {
        /// The record as a dict, personal values and all: it belongs in no log and no prompt.
        fn expose(&self) -> Json {
            Json::read(&self.0.expose_json())
        }

        fn __repr__(&self) -> &'static str {
            "Lead([pii])"
        }
    }
}

record! {
    /// What a lead just wrote, as the channel delivered it. `from_` stands for `from`.
    ///
    /// >>> Inbound(id="SM1", channel="sms", from_="+15125550147", text="How much is it?")
    /// Inbound(id='SM1', channel='sms')
    Inbound, "the message", {
        fn __repr__(&self) -> String {
            format!("Inbound(id={:?}, channel='{}')", self.0.id, self.0.channel.as_str()).replace('"', "'")
        }
    }
}

record! {
    /// What the business writes first to a lead, in its own words.
    ///
    /// >>> Outreach(id="visit-7", lead="01a2078d-f8aa-79c5-a603-87f6ec6e479f", channel="sms", purpose="transactional", text="Hi")
    /// Outreach(id='visit-7', channel='sms')
    Outreach, "the outreach", {
        fn __repr__(&self) -> String {
            format!("Outreach(id={:?}, channel='{}')", self.0.id, self.0.channel.as_str()).replace('"', "'")
        }
    }
}

view! {
    /// A message of a conversation.
    Message {
        /// Who wrote it: `lead`, `assistant` or `agent`.
        role: &'static str,
        /// The words.
        text: String,
        /// When.
        at: Time,
        /// The channel it went by.
        channel: &'static str,
        /// Its turn: of a lead's message the one it began, of an answer the one it ended.
        turn: Option<String>,
    }
}

impl From<closr::Message> for Message {
    fn from(message: closr::Message) -> Message {
        Message {
            role: message.role.as_str(),
            text: message.text.expose().clone(),
            at: Time(message.at),
            channel: message.channel.as_str(),
            turn: message.turn.map(|turn| turn.to_string()),
        }
    }
}

/// The JSON of a record that was made before.
pub(crate) fn made(value: &Bound<'_, PyAny>) -> Option<String> {
    if let Ok(lead) = value.cast::<Lead>() {
        Some(lead.get().0.expose_json())
    } else if let Ok(account) = value.cast::<Account>() {
        Some(account.get().0.to_json())
    } else if let Ok(listing) = value.cast::<Listing>() {
        Some(listing.get().0.to_json())
    } else if let Ok(message) = value.cast::<Message>() {
        let Message { role, text, at, channel, .. } = message.get();
        Some(json!({"role": role, "text": text, "at": at.0, "channel": channel}).to_string())
    } else {
        None
    }
}

/// How many SMS segments a text takes.
///
/// >>> sms_segments("a" * 161)
/// 2
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(crate) fn sms_segments(text: &Bound<'_, PyAny>) -> Result<usize> {
    Ok(closr::sms_segments(convert::text("text", text)?))
}
