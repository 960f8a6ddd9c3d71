//! Erasing a person, everywhere and at once (law 24): what they said, what was sent, what was still owed. A receipt stays that names
//! nobody, and the organiser's counts.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use crate::app::App;
use crate::app::outcomes::Outcomes;
use crate::domain::email_address::EmailAddress;
pub use crate::domain::erasure::{ErasureReason, Receipt, Removed};
use crate::domain::id::{DeliveryId, EventId, RegistrationId};
use crate::domain::token::Key;
use crate::mail::transport::Transport;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::erasure::{Erased, Whose};
use crate::storage::event::Hold;

/// Registrations that are removed in one transaction: others write between two of them.
const AT_ONCE: u64 = 500;

/// What is to be erased, and what stays of it.
#[derive(Debug)]
pub(super) struct Erasure {
    pub(super) whose: Whose,
    pub(super) reason: ErasureReason,
    /// Of which event, for the receipt.
    pub(super) event: Option<EventId>,
    pub(super) number: String,
    /// Whether the addresses are to get no mail of their event again.
    blocks: bool,
}

impl Erasure {
    pub(super) fn new(whose: Whose, reason: ErasureReason, event: Option<EventId>, number: String) -> Self {
        Self { whose, reason, event, number, blocks: reason == ErasureReason::NotMe }
    }
}

/// What one transaction removed.
#[derive(Debug, Default)]
struct Gone {
    people: u64,
    removed: Removed,
    mails: Vec<DeliveryId>,
    events: BTreeSet<EventId>,
}

impl App {
    /// Erases the registration that a personal link opens; none when the link opens nothing, or no longer and without a receipt.
    /// Twice is the same as once.
    ///
    /// # Errors
    /// When storage fails; then nothing has changed.
    pub async fn erase_registration(&self, token: &str, reason: ErasureReason) -> Result<Option<Receipt>, storage::Error> {
        match self.secret.open_token(Key::Registration, token).map(RegistrationId::from) {
            Some(id) => self.erase_one(id, None, reason).await,
            None => Ok(None),
        }
    }

    /// Erases one registration, if it is still there, and if it is one of `at` where that is given. Gives the receipt of now or of then.
    pub(super) async fn erase_one(
        &self,
        id: RegistrationId,
        at: Option<EventId>,
        reason: ErasureReason,
    ) -> Result<Option<Receipt>, storage::Error> {
        let number = self.receipt_number(id);
        let is_meant = |event: EventId| at.is_none_or(|at| at == event);
        let found = storage::registration::find(self.db.read(), id).await?;
        if let Some(found) = found.filter(|found| is_meant(found.event_id)) {
            self.erase(Erasure::new(Whose::Registration(id), reason, Some(found.event_id), number.clone())).await?;
        }
        let receipt = self.erasure_receipt(&number).await?;
        Ok(receipt.filter(|receipt| at.is_none() || receipt.event == at))
    }

    /// Erases a person at every event by the address, also where others have asked for it to be their new one or had it before; none when
    /// it is nowhere.
    ///
    /// # Errors
    /// When storage fails; what was removed until then has its receipt, and the same can be asked for again.
    pub async fn erase_person(&self, email: &EmailAddress) -> Result<Option<Receipt>, storage::Error> {
        let Some(number) = self.number_of_person(email).await? else { return Ok(None) };
        let (address, of_address) = (email.clone(), number.clone());
        let now = self.clock.now();
        let asked = self.db.write(move |tx| {
            let (address, number) = (address.clone(), of_address.clone());
            async move { forget(tx, &address, number, now).await }.boxed()
        });
        self.remove_files(&asked.await?).await;
        self.erase(Erasure::new(Whose::Address(email.clone()), ErasureReason::ByOrganiser, None, number.clone())).await?;
        self.erasure_receipt(&number).await
    }

    /// The number of the receipt for a registration.
    pub(super) fn receipt_number(&self, id: RegistrationId) -> String {
        self.secret.receipt_number(id.uuid().as_bytes())
    }

    /// The number of the receipt for a person: of what is found first of them. None when there is nothing.
    async fn number_of_person(&self, email: &EmailAddress) -> Result<Option<String>, storage::Error> {
        let db = self.db.read();
        if let Some(id) = storage::erasure::find_first(db, &Whose::Address(email.clone())).await? {
            return Ok(Some(self.receipt_number(id)));
        }
        // Not the number of the person who has asked for the address, nor of whose mail it was.
        let elsewhere = |what: &str, id: uuid::Uuid| self.secret.receipt_number(&[what.as_bytes(), id.as_bytes()].concat());
        if let Some(id) = storage::erasure::find_first(db, &Whose::NewAddress(email.clone())).await? {
            return Ok(Some(elsewhere("new_address", id.uuid())));
        }
        Ok(storage::outbox::find_first_to(db, email).await?.map(|id| elsewhere("mail", id.uuid())))
    }

    /// How many registrations a person has, over all events.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn count_registrations_of(&self, email: &EmailAddress) -> Result<u64, storage::Error> {
        Ok(storage::erasure::count_meant(self.db.read(), &Whose::Address(email.clone())).await?)
    }

    /// The receipt with a number.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn erasure_receipt(&self, number: &str) -> Result<Option<Receipt>, storage::Error> {
        let is_number = number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !is_number {
            return Ok(None);
        }
        Ok(storage::erasure::find(self.db.read(), number).await?)
    }

    /// Whether a personal link was made here, whatever has become of its registration. `kind` is the first part of its path.
    #[must_use]
    pub fn made_link(&self, kind: &str, token: &str) -> bool {
        let key = match kind {
            "r" => Key::Registration,
            "c" => Key::Confirm,
            "j" => Key::Join,
            _ => return false,
        };
        self.secret.open_token(key, token).is_some()
    }

    /// Erases all that are meant, in steps. Returns how much that was. A queue in which nobody can move up stops nothing (law 12).
    pub(super) async fn erase(&self, erasure: Erasure) -> Result<Removed, storage::Error> {
        let erasure = Arc::new(erasure);
        let (mut all, mut outcomes) = (Removed::default(), Outcomes::default());
        loop {
            let gone = self.erase_some(&erasure).await?;
            all = all.and(gone.removed);
            self.remove_files(&gone.mails).await;
            for event in gone.events {
                outcomes.take(self.promote_waitlist(event).await);
            }
            if gone.people < AT_ONCE {
                return outcomes.first().map(|()| all);
            }
        }
    }

    async fn erase_some(&self, erasure: &Arc<Erasure>) -> Result<Gone, storage::Error> {
        let now = self.clock.now();
        let (app, erasure) = (self.clone(), Arc::clone(erasure));
        self.db
            .write(move |tx| {
                let (app, erasure) = (app.clone(), Arc::clone(&erasure));
                async move { app.erase_in(tx, &erasure, now).await }.boxed()
            })
            .await
    }

    /// The transaction of erasing: counts first, then the people, then the receipt.
    async fn erase_in(&self, tx: &Tx, erasure: &Erasure, now: Timestamp) -> Result<Gone, Refused> {
        // Whoever changes a registration holds its event first, and so does this.
        for event in storage::erasure::list_events(tx, &erasure.whose, AT_ONCE).await? {
            storage::event::find_version(tx, event, Hold::Alone).await?;
        }
        let people = storage::erasure::list_to_erase(tx, &erasure.whose, AT_ONCE).await?;
        if people.is_empty() {
            return Ok(Gone::default());
        }
        let ids: Vec<RegistrationId> = people.iter().map(|person| person.id).collect();
        let events: BTreeSet<EventId> = people.iter().map(|person| person.event).collect();
        for event in &events {
            let of_event: Vec<_> = people.iter().filter(|person| person.event == *event).map(|person| person.id).collect();
            let heads = storage::erasure::count(tx, &of_event).await?;
            storage::erasure::keep_headcount(tx, *event, heads, now).await?;
        }
        if erasure.blocks {
            self.block(tx, &people).await?;
        }
        let mails = if self.keeps_files() { storage::erasure::list_deliveries(tx, &ids).await? } else { Vec::new() };
        let removed = storage::erasure::delete(tx, &ids).await?;
        let (number, event, reason) = (erasure.number.clone(), erasure.event, erasure.reason);
        storage::erasure::insert(tx, &Receipt { number, event, erased_at: now, reason, removed }).await?;
        Ok(Gone { people: people.len() as u64, removed, mails, events })
    }

    /// Their addresses get no mail of that event again: a stranger's form cannot ask for one.
    async fn block(&self, tx: &Tx, people: &[Erased]) -> Result<(), Refused> {
        for person in people {
            let hash = self.secret.address_hash(person.event.uuid(), &person.email_key);
            storage::erasure::block(tx, person.event, &hash).await?;
        }
        Ok(())
    }

    fn keeps_files(&self) -> bool {
        matches!(self.lanes.transport, Transport::File(_))
    }

    /// Removes mails that were written to a folder. One that cannot be removed is named in the log, by the key of its row.
    pub(super) async fn remove_files(&self, mails: &[DeliveryId]) {
        let Transport::File(folder) = &self.lanes.transport else { return };
        for id in mails {
            if let Err(error) = folder.remove(&[*id]).await {
                tracing::error!(delivery.id = %id, error = &error as &dyn std::error::Error, "a mail of the folder cannot be removed");
            }
        }
    }
}

/// Forgets an address where it is not that of a registration: as a new one that was asked for, in mails that were kept, in the words of
/// mail servers. The rest of those registrations is another person's. Returns the keys of the mails that asked its owner.
async fn forget(tx: &Tx, email: &EmailAddress, number: String, now: Timestamp) -> Result<Vec<DeliveryId>, Refused> {
    let noted = storage::erasure::count_meant(tx, &Whose::NewAddress(email.clone())).await?;
    let asked = storage::erasure::delete_new_email(tx, email).await?;
    storage::erasure::delete_replies_about(tx, email).await?;
    let mails = storage::outbox::delete_to(tx, email).await?;
    if noted > 0 || mails > 0 {
        let removed = Removed { mails, ..Removed::default() };
        let receipt = Receipt { number, event: None, erased_at: now, reason: ErasureReason::ByOrganiser, removed };
        storage::erasure::insert(tx, &receipt).await?;
    }
    Ok(asked)
}
