//! The methods of the engine and of its view of one account, which are the same for both ways to wait.

/// Writes both classes of a pair: the same methods, which differ in how they wait.
macro_rules! pair {
    (
        $wait:ident,
        $(#[$engine_doc:meta])* $engine:ident { $($engine_method:tt)* }
        $(#[$account_doc:meta])* $account:ident -> $stream:ident
    ) => {
        $(#[$engine_doc])*
        #[pyclass(frozen, module = "closr")]
        pub(crate) struct $engine(Arc<Shared>);

        #[pymethods]
        impl $engine {
            #[new]
            #[pyo3(signature = (settings=None, /, **options))]
            fn new(
                py: Python<'_>,
                settings: Option<&Bound<'_, PyAny>>,
                options: Option<&Bound<'_, PyDict>>,
            ) -> Result<$engine> {
                Shared::new(py, settings, options).map($engine)
            }

            /// Creates or replaces an account.
            #[pyo3(signature = (account=None, /, **fields))]
            fn upsert_account<'py>(
                &self,
                py: Python<'py>,
                account: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let account = Record::take(account, fields);
                $wait(py, self.0.with(py, account).map(|(engine, account)| async move {
                    engine.upsert_account(account).await?;
                    Ok(NOTHING)
                }))
            }

            /// Makes a new master key and wraps each account's key under it, beside others that use the store. Returns how many were
            /// wrapped anew. What was interrupted is gone on with.
            fn rotate_master_key<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                $wait(py, self.0.with(py, Ok(())).map(|(engine, ())| async move {
                    Ok(engine.rotate_master_key().await?)
                }))
            }

            /// The engine as an account's actor sees it: `service`, or `webhook`, which may hand messages in alone.
            #[pyo3(signature = (account, /, actor=None), text_signature = "($self, account, /, actor='service')")]
            fn for_account(
                &self,
                account: &Bound<'_, PyAny>,
                actor: Option<&Bound<'_, PyAny>>,
            ) -> Result<$account> {
                Ok($account(View::new(&self.0, account, actor)?))
            }

            /// Waits for the store's operations under way and closes its files; every later call is `unavailable`.
            fn close<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                let engine = self.0.closing();
                $wait(py, Ok(async move {
                    if let Some(engine) = engine {
                        engine.close().await;
                    }
                    Ok(NOTHING)
                }))
            }

            fn __repr__(&self) -> String {
                self.0.repr(stringify!($engine))
            }

            $($engine_method)*
        }

        $(#[$account_doc])*
        #[pyclass(frozen, module = "closr")]
        pub(crate) struct $account(View);

        #[pymethods]
        impl $account {
            /// The account's id.
            #[getter]
            fn id(&self) -> &str {
                self.0.id()
            }

            /// The account.
            fn account<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                $wait(py, self.0.oak(py).map(|oak| async move { Ok(Account(oak.account().await?)) }))
            }

            /// The most that one turn of the account can cost, whatever the models do: requests, seconds, and money where each
            /// model's price is set.
            fn worst_case<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                $wait(py, self.0.oak(py).map(|oak| async move { Ok(WorstCase::from(oak.worst_case().await?)) }))
            }

            /// Creates or replaces a listing.
            #[pyo3(signature = (listing=None, /, **fields))]
            fn upsert_listing<'py>(
                &self,
                py: Python<'py>,
                listing: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let listing = Record::take(listing, fields);
                $wait(py, self.0.with(py, listing).map(|(oak, listing)| async move {
                    oak.upsert_listing(listing).await?;
                    Ok(NOTHING)
                }))
            }

            /// Creates or replaces a lead, found again by `external_id` or by a contact point that is its alone,
            /// and returns its id. Recorded consent only tightens.
            #[pyo3(signature = (lead=None, /, **fields))]
            fn upsert_lead<'py>(
                &self,
                py: Python<'py>,
                lead: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let lead = Record::take(lead, fields);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.upsert_lead(lead).await?.to_string())
                }))
            }

            /// A lead's record.
            #[pyo3(signature = (lead, /))]
            fn lead<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let id = parsed("lead", lead);
                $wait(py, self.0.with(py, id).map(|(oak, id)| async move { Ok(Lead(oak.lead(id).await?)) }))
            }

            /// Claims a message and puts what it says about consent in force, durably, and returns at once: what a
            /// webhook does before it answers. `work` does the rest.
            #[pyo3(signature = (inbound=None, /, **fields))]
            fn accept<'py>(
                &self,
                py: Python<'py>,
                inbound: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let inbound = Record::take(inbound, fields);
                $wait(py, self.0.with(py, inbound).map(|(oak, inbound)| async move {
                    Ok(Accepted::from(oak.accept(inbound).await?))
                }))
            }

            /// Does what is left of an accepted turn. Done twice, it returns the first outcome without its text.
            #[pyo3(signature = (turn, /))]
            fn work<'py>(&self, py: Python<'py>, turn: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let turn = parsed("turn", turn);
                $wait(py, self.0.with(py, turn).map(|(oak, turn)| async move {
                    Ok(Outcome::new(oak.work(turn).await?, &oak))
                }))
            }

            /// Answers a message: `accept`, then `work`.
            #[pyo3(signature = (inbound=None, /, **fields))]
            fn reply<'py>(
                &self,
                py: Python<'py>,
                inbound: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let inbound = Record::take(inbound, fields);
                $wait(py, self.0.with(py, inbound).map(|(oak, inbound)| async move {
                    Ok(Outcome::new(oak.reply(inbound).await?, &oak))
                }))
            }

            /// Answers a message as a stream of parts: on web chat sentence by sentence; on SMS and e-mail steps only,
            /// and the text with the outcome. Leaving the loop cancels the provider's call.
            #[pyo3(signature = (inbound=None, /, **fields))]
            fn reply_stream(
                &self,
                py: Python<'_>,
                inbound: Option<&Bound<'_, PyAny>>,
                fields: Option<&Bound<'_, PyDict>>,
            ) -> Result<$stream> {
                let (oak, inbound) = self.0.with(py, Record::take(inbound, fields))?;
                Ok($stream::new(Parts::new(oak, inbound)))
            }

            /// Writes first to a lead, in the business's own words, under the consent that their purpose and channel need, the
            /// hours and the caps. No model is asked; the guard holds the words to the facts on file.
            #[pyo3(signature = (outreach=None, /, **fields))]
            fn reach_out<'py>(
                &self,
                py: Python<'py>,
                outreach: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let outreach = Record::take(outreach, fields);
                $wait(py, self.0.with(py, outreach).map(|(oak, outreach)| async move {
                    Ok(Outcome::new(oak.reach_out(outreach).await?, &oak))
                }))
            }

            /// Sends what is ready through the outbox's carriers, and says what became of each: at most 1,000 turns a channel, so call it
            /// again and again. Only what was not sent for certain is tried again; what may have been sent never is.
            #[pyo3(signature = (outbox, /))]
            fn deliver<'py>(&self, py: Python<'py>, outbox: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let outbox = self::outbox(outbox);
                $wait(py, self.0.with(py, outbox).map(|(oak, outbox)| async move {
                    Ok(oak.deliver(&outbox).await?.into_iter().map(Sent).collect::<Vec<_>>())
                }))
            }

            /// Claims an outreach for `deliver` to send, durably, and returns at once.
            #[pyo3(signature = (outreach=None, /, **fields))]
            fn enqueue<'py>(
                &self,
                py: Python<'py>,
                outreach: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let outreach = Record::take(outreach, fields);
                $wait(py, self.0.with(py, outreach).map(|(oak, outreach)| async move {
                    Ok(Accepted::from(oak.enqueue(outreach).await?))
                }))
            }

            /// Takes what a vendor's webhook tells, once it was verified: a message, as `accept` does; what became of one that was sent;
            /// what the vendor knows of a person's consent. Returns the turn of a message.
            #[pyo3(signature = (incoming, /))]
            fn receive<'py>(&self, py: Python<'py>, incoming: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let incoming = self::incoming(incoming);
                $wait(py, self.0.with(py, incoming).map(|(oak, incoming)| async move {
                    Ok(oak.receive(incoming).await?.map(Accepted::from))
                }))
            }

            /// How far an outbound has come, as in `delivered`; `None` where no outbox had it and no vendor has told of it.
            #[pyo3(signature = (outbound, /))]
            fn delivery<'py>(&self, py: Python<'py>, outbound: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let outbound = parsed("outbound", outbound);
                $wait(py, self.0.with(py, outbound).map(|(oak, outbound)| async move {
                    Ok(oak.delivery(outbound).await?.map(|state| state.as_str()))
                }))
            }

            /// The outcome of a turn; `None` while it is open.
            #[pyo3(signature = (turn, /))]
            fn outcome<'py>(&self, py: Python<'py>, turn: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let turn = parsed("turn", turn);
                $wait(py, self.0.with(py, turn).map(|(oak, turn)| async move {
                    Ok(oak.outcome(turn).await?.map(|outcome| Outcome::new(outcome, &oak)))
                }))
            }

            /// A lead's messages, oldest first.
            #[pyo3(signature = (lead, /))]
            fn history<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.history(lead).await?.into_iter().map(Message::from).collect::<Vec<_>>())
                }))
            }

            /// What is known of a lead's wish, who said it, where the lead stands, and what a CRM should be told: read from the
            /// record and from all of the lead's messages, without a model.
            #[pyo3(signature = (lead, /))]
            fn qualify<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(Qualification::from(&oak.qualify(lead).await?))
                }))
            }

            /// A lead's consent events, oldest first.
            #[pyo3(signature = (lead, /))]
            fn consent<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.consent(lead).await?.into_iter().map(Event::from).collect::<Vec<_>>())
                }))
            }

            /// Puts on file what the person or the channel's provider said outside a conversation. It tightens; only what the
            /// person signed loosens, and only a stop that is older than the signature.
            #[pyo3(signature = (record=None, /, **fields))]
            fn record_consent<'py>(
                &self,
                py: Python<'py>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let record = Record::take(record, fields);
                $wait(py, self.0.with(py, record).map(|(oak, record)| async move {
                    Ok(Recorded::from(oak.record_consent(record).await?))
                }))
            }

            /// Puts many records of consent on file in one transaction, at most 10,000 a call. Each has its answer at its place:
            /// a `Recorded`, or the error that refused it.
            #[pyo3(signature = (records, /))]
            fn record_consents<'py>(
                &self,
                py: Python<'py>,
                records: &Bound<'py, PyAny>,
            ) -> Result<Bound<'py, PyAny>> {
                let records = self::records(records);
                $wait(py, self.0.with(py, records).map(|(oak, records)| async move {
                    Ok(oak.record_consents(records).await?.into_iter().map(Taken).collect::<Vec<_>>())
                }))
            }

            /// What is on file of a contact point's consent, with the words that its events rest on.
            #[pyo3(signature = (contact, /))]
            fn consent_at<'py>(&self, py: Python<'py>, contact: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let contact = parsed("contact", contact);
                $wait(py, self.0.with(py, contact).map(|(oak, contact)| async move {
                    Ok(ContactConsent::new(oak.consent_at(contact).await?, oak.id()))
                }))
            }

            /// The account's consent events after a place, oldest first, a page at a time: at most 10,000. Without words.
            #[pyo3(signature = (after=None, limit=None))]
            fn consent_ledger<'py>(
                &self,
                py: Python<'py>,
                after: Option<&Bound<'py, PyAny>>,
                limit: Option<&Bound<'py, PyAny>>,
            ) -> Result<Bound<'py, PyAny>> {
                let page = count("after", after, 0).and_then(|after| Ok((after, count("limit", limit, 1000)?)));
                $wait(py, self.0.with(py, page).map(|(oak, (after, limit))| async move {
                    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                    let page = oak.consent_ledger(after, limit).await?.into_iter();
                    Ok(page.map(|entry| LedgerEntry::new(entry, oak.id())).collect::<Vec<_>>())
                }))
            }

            /// A person of the business answers in this conversation from now on: no reply is granted until it is handed back.
            /// Stops are confirmed and HELP is answered all the same. Returns the audit trail's head.
            #[pyo3(signature = (conversation, /))]
            fn take_over<'py>(
                &self,
                py: Python<'py>,
                conversation: &Bound<'py, PyAny>,
            ) -> Result<Bound<'py, PyAny>> {
                let conversation = parsed("conversation", conversation);
                $wait(py, self.0.with(py, conversation).map(|(oak, conversation)| async move {
                    Ok(oak.take_over(conversation).await?.to_string())
                }))
            }

            /// closr answers in this conversation again.
            #[pyo3(signature = (conversation, /))]
            fn hand_back<'py>(
                &self,
                py: Python<'py>,
                conversation: &Bound<'py, PyAny>,
            ) -> Result<Bound<'py, PyAny>> {
                let conversation = parsed("conversation", conversation);
                $wait(py, self.0.with(py, conversation).map(|(oak, conversation)| async move {
                    Ok(oak.hand_back(conversation).await?.to_string())
                }))
            }

            /// Keeps what a person of the business has written to the lead; closr neither sends nor checks it.
            #[pyo3(signature = (conversation, text, /))]
            fn agent_wrote<'py>(
                &self,
                py: Python<'py>,
                conversation: &Bound<'py, PyAny>,
                text: &Bound<'py, PyAny>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("conversation", conversation)?, self::text("text", text)?.to_owned()));
                $wait(py, self.0.with(py, read()).map(|(oak, (conversation, text))| async move {
                    Ok(oak.agent_wrote(conversation, text).await?.to_string())
                }))
            }

            /// Erases a lead: its record, contact points and messages are deleted and its key is destroyed, so that older
            /// copies of the data cannot be read either. Stops, evidence, the trail and keyed hashes are kept.
            #[pyo3(signature = (lead, /))]
            fn erase<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(ErasureReceipt::from(oak.erase(lead).await?))
                }))
            }

            /// Erases a lead and makes a new master key, so that copies of the key store from before open with a copy of the old one
            /// alone. It takes as long as there are accounts.
            #[pyo3(signature = (lead, /))]
            fn shred<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(ErasureReceipt::from(oak.shred(lead).await?))
                }))
            }

            /// Restricts a lead: its data is only stored, and its turns end silent with the rule `rights.restricted`. Returns the
            /// audit trail's head.
            #[pyo3(signature = (lead, /))]
            fn restrict<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.restrict(lead).await?.to_string())
                }))
            }

            /// Takes a restriction back. Returns the audit trail's head.
            #[pyo3(signature = (lead, /))]
            fn unrestrict<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.unrestrict(lead).await?.to_string())
                }))
            }

            /// Puts on file that a person objects to uses of their data: `to`, a list of `marketing`, `profiling`, `sale` and
            /// `sensitive_data`, all that they named in one call. It closes the lead's requests for that. Returns the audit trail's head.
            #[pyo3(signature = (lead, record=None, /, **fields))]
            fn object<'py>(
                &self,
                py: Python<'py>,
                lead: &Bound<'py, PyAny>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("lead", lead)?, Record::take(record, fields)?));
                $wait(py, self.0.with(py, read()).map(|(oak, (lead, Uses(to)))| async move {
                    Ok(oak.object(lead, &to).await?.to_string())
                }))
            }

            /// Takes objections back; to marketing a person agrees again by signing, and not so. Returns the audit trail's head.
            #[pyo3(signature = (lead, record=None, /, **fields))]
            fn lift_objection<'py>(
                &self,
                py: Python<'py>,
                lead: &Bound<'py, PyAny>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("lead", lead)?, Record::take(record, fields)?));
                $wait(py, self.0.with(py, read()).map(|(oak, (lead, Uses(to)))| async move {
                    Ok(oak.lift_objection(lead, &to).await?.to_string())
                }))
            }

            /// What a person objects to, for whoever is about to use the data. It is no access, and closes no request.
            #[pyo3(signature = (lead, /))]
            fn objections<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.objections(lead).await?.into_iter().map(Objection::from).collect::<Vec<_>>())
                }))
            }

            /// Puts a lead on hold, for a reason's code as in `litigation`: it is not erased until `lift_hold`. Returns the
            /// audit trail's head.
            #[pyo3(signature = (lead, reason, /))]
            fn hold<'py>(
                &self,
                py: Python<'py>,
                lead: &Bound<'py, PyAny>,
                reason: &Bound<'py, PyAny>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("lead", lead)?, text("reason", reason)?.to_owned()));
                $wait(py, self.0.with(py, read()).map(|(oak, (lead, reason))| async move {
                    Ok(oak.hold(lead, &reason).await?.to_string())
                }))
            }

            /// Takes the hold off a lead. Returns the audit trail's head.
            #[pyo3(signature = (lead, /))]
            fn lift_hold<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.lift_hold(lead).await?.to_string())
                }))
            }

            /// Everything that is held of a lead, as a dict: personal data, all of its messages in memory. It answers the lead's
            /// requests for access.
            #[pyo3(signature = (lead, /))]
            fn access<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(Json::read(&oak.access(lead).await?.expose_json()))
                }))
            }

            /// Writes everything that is held of a lead into a zip, of any size in little memory: JSON with its schema, CSV, and the
            /// messages to read. It answers the lead's requests for access and portability.
            #[pyo3(signature = (lead, path, /))]
            fn export<'py>(
                &self,
                py: Python<'py>,
                lead: &Bound<'py, PyAny>,
                path: &Bound<'py, PyAny>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("lead", lead)?, self::path("path", path)?));
                $wait(py, self.0.with(py, read()).map(|(oak, (lead, path))| async move {
                    Ok(Exported::from(oak.export(lead, path).await?))
                }))
            }

            /// Puts a lead's record right: `fields` with what changes, on the person's `word` unless said otherwise. What stood there is
            /// sealed beside it and said no more. Returns the audit trail's head.
            #[pyo3(signature = (lead, record=None, /, **fields))]
            fn correct<'py>(
                &self,
                py: Python<'py>,
                lead: &Bound<'py, PyAny>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("lead", lead)?, Record::take(record, fields)?));
                $wait(py, self.0.with(py, read()).map(|(oak, (lead, correction))| async move {
                    Ok(oak.correct(lead, correction).await?.to_string())
                }))
            }

            /// Puts on file what a person asked for outside a conversation. What a message asks for is on file once it is accepted.
            #[pyo3(signature = (record=None, /, **fields))]
            fn open_request<'py>(
                &self,
                py: Python<'py>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let record = Record::take(record, fields);
                $wait(py, self.0.with(py, record).map(|(oak, record)| async move {
                    Ok(Request::from(oak.open_request(record).await?))
                }))
            }

            /// Notes what the business has done about a request. One to erase or to restrict is closed by `erase` or `restrict`.
            #[pyo3(signature = (request, record=None, /, **fields))]
            fn step_request<'py>(
                &self,
                py: Python<'py>,
                request: &Bound<'py, PyAny>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let read = || Ok((parsed("request", request)?, Record::take(record, fields)?));
                $wait(py, self.0.with(py, read()).map(|(oak, (request, step))| async move {
                    Ok(Request::from(oak.step_request(request, step).await?))
                }))
            }

            /// A request with its dates; it outlives its lead's erasure.
            #[pyo3(signature = (request, /))]
            fn request<'py>(&self, py: Python<'py>, request: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let request = parsed("request", request);
                $wait(py, self.0.with(py, request).map(|(oak, request)| async move {
                    Ok(Request::from(oak.request(request).await?))
                }))
            }

            /// The open requests of which something is due before a time, what is due first before the others.
            #[pyo3(signature = (before, /))]
            fn requests_due<'py>(&self, py: Python<'py>, before: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let before = time("before", before);
                $wait(py, self.0.with(py, before).map(|(oak, before)| async move {
                    Ok(oak.requests_due(before).await?.into_iter().map(Request::from).collect::<Vec<_>>())
                }))
            }

            /// The register of those to whom this engine sends data of the account's leads, with what each is sent.
            fn recipients<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                $wait(py, self.0.oak(py).map(|oak| async move {
                    Ok(oak.recipients().await?.into_iter().map(Recipient::from).collect::<Vec<_>>())
                }))
            }

            /// A lead's requests, oldest first, closed ones too; they outlive its erasure.
            #[pyo3(signature = (lead, /))]
            fn requests_of<'py>(&self, py: Python<'py>, lead: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
                let lead = parsed("lead", lead);
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.requests_of(lead).await?.into_iter().map(Request::from).collect::<Vec<_>>())
                }))
            }

            /// Erases the leads that have not been heard of for `idle_days`, or as `retention` in the account's record says, a part of the
            /// leads a call: go on with `after` until `next` is `None`. Holds, restrictions and open requests keep a lead; a `dry_run` only tells.
            #[pyo3(signature = (record=None, /, **fields))]
            fn sweep<'py>(
                &self,
                py: Python<'py>,
                record: Option<&Bound<'py, PyAny>>,
                fields: Option<&Bound<'py, PyDict>>,
            ) -> Result<Bound<'py, PyAny>> {
                let sweep = Record::take(record, fields);
                $wait(py, self.0.with(py, sweep).map(|(oak, sweep)| async move {
                    Ok(Swept::from(oak.sweep(sweep).await?))
                }))
            }

            /// Works the turns that are open and that nobody holds, at most 1,000 a call.
            /// A turn that fails stays open and is told with its error.
            fn recover<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
                $wait(py, self.0.oak(py).map(|oak| async move {
                    let worked = oak.recover().await?.into_iter().map(|(turn, worked)| Worked {
                        turn: turn.to_string(),
                        worked: worked.map(|outcome| Outcome::new(outcome, &oak)),
                    });
                    Ok(worked.collect::<Vec<_>>())
                }))
            }

            /// Checks the audit trail link by link and, where given, against a head that it once had; returns its head.
            #[pyo3(signature = (head=None, /))]
            fn verify_audit<'py>(
                &self,
                py: Python<'py>,
                head: Option<&Bound<'py, PyAny>>,
            ) -> Result<Bound<'py, PyAny>> {
                let head = head.map(|head| parsed("head", head)).transpose();
                $wait(py, self.0.with(py, head).map(|(oak, head)| async move {
                    Ok(oak.verify_audit(head).await?.to_string())
                }))
            }

            /// The audit trail of one lead, or of the account.
            #[pyo3(signature = (lead=None, /))]
            fn audit_trail<'py>(
                &self,
                py: Python<'py>,
                lead: Option<&Bound<'py, PyAny>>,
            ) -> Result<Bound<'py, PyAny>> {
                let lead = lead.map(|lead| parsed("lead", lead)).transpose();
                $wait(py, self.0.with(py, lead).map(|(oak, lead)| async move {
                    Ok(oak.audit_trail(lead).await?.into_iter().map(Entry::from).collect::<Vec<_>>())
                }))
            }

            fn __repr__(&self) -> String {
                self.0.repr(stringify!($account))
            }
        }
    };
}

pub(super) use pair;
