//! Sign-up, personal page, joining.
use jiff::Timestamp;
use crate::app::App;
use crate::app::event::PublicEvent;
use crate::domain::email_address::EmailAddress;
use crate::domain::registration::{NewRegistration, Registration};

/// Stand-in for storage::Error.
#[derive(Debug, thiserror::Error)]
#[error("storage")]
pub struct StorageError;

/// What the page after a sign-up greets: sealed in its address, the same for a new and a known registrant (law 17).
#[derive(Debug, Clone)]
pub struct Receipt { /// sealed text for the query parameter `receipt` of `/events/{slug}/registered`
    pub sealed: String }

/// Why a sign-up is not taken.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// No such event, or a draft, or one without a form.
    #[error("no such form")]
    NotFound,
    /// The event has ended or was cancelled.
    #[error("registration is closed")]
    Closed,
    /// All places are taken.
    #[error("all places are taken")]
    Full,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What the done page shows for a receipt.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// The event.
    pub public: PublicEvent,
    /// The address as typed.
    pub email: EmailAddress,
    /// The way into the room, when less than 60 minutes are left (law 5).
    pub join_url: Option<String>,
}

/// A registration with its event.
#[derive(Debug, Clone)]
pub struct MyRegistration { /// the event
    pub public: PublicEvent, /// the registration
    pub registration: Registration, /// the personal way into the room
    pub join_url: String }

/// What the join link answers.
#[derive(Debug, Clone)]
pub enum Joining {
    /// The doors are closed: they open at that moment.
    Early { /// event and registration
        mine: MyRegistration, /// when
        opens_at: Timestamp },
    /// Go in: 303 to this address.
    Open { /// the room's address
        room_url: String },
    /// The doors are open but no room address is entered.
    RoomMissing { /// event and registration
        mine: MyRegistration },
    /// The doors have closed.
    Over { /// event and registration
        mine: MyRegistration },
    /// The event was called off.
    EventCancelled { /// event and registration
        mine: MyRegistration },
    /// The registrant has cancelled (page offers to register again through the event page).
    RegistrationCancelled { /// event and registration
        mine: MyRegistration },
}

impl App {
    /// Takes a sign-up; a second one with the same address changes nothing and answers the same.
    pub async fn sign_up(&self, _slug: &str, _new: NewRegistration) -> Result<Receipt, SignUpError> { unimplemented!() }
    /// What the done page shows; `None` when the receipt is not from here (page then shows general words) or the event is unknown.
    pub async fn greeting(&self, _slug: &str, _receipt: &str) -> Result<Option<Greeting>, StorageError> { unimplemented!() }
    /// A stamp for a form made now.
    #[must_use]
    pub fn form_stamp(&self) -> String { unimplemented!() }
    /// Whether the form was filled in by hand: honeypot empty and the stamp ours and at least 2 seconds old.
    #[must_use]
    pub fn filled_in_by_hand(&self, _honeypot: &str, _stamp: &str) -> bool { unimplemented!() }
    /// The registration a personal link `/r/{token}` belongs to.
    pub async fn my_registration(&self, _token: &str) -> Result<Option<MyRegistration>, StorageError> { unimplemented!() }
    /// Cancels a registration; cancelling twice is the same as once. `None` = unknown token.
    pub async fn cancel_registration(&self, _token: &str) -> Result<Option<MyRegistration>, StorageError> { unimplemented!() }
    /// What `/j/{token}` answers; records nothing (law 18).
    pub async fn join(&self, _token: &str) -> Result<Option<Joining>, StorageError> { unimplemented!() }
}
