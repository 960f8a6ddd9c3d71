//! Typed keys: an event's id cannot be handed over where a registration's is asked for.

use jiff::Timestamp;
use uuid::Uuid;

/// Makes a newtype around a version 7 UUID (RFC 9562 section 5.7): sorted by the time it was made, so that new rows
/// land at the end of an index.
macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// A new key, made at `now`.
            #[must_use]
            pub fn new(now: Timestamp) -> Self {
                Self(uuid_v7(now))
            }

            /// The bare UUID, for a column or a token.
            #[must_use]
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

typed_id! {
    /// An event's key.
    EventId
}
typed_id! {
    /// A registration's key. Personal links are derived from it, so it never changes.
    RegistrationId
}
typed_id! {
    /// The key of a row of the ledger; also the left part of its mail's Message-ID.
    DeliveryId
}
typed_id! {
    /// The key of a question that an event asks at sign-up.
    QuestionId
}
typed_id! {
    /// The key of an organiser's account.
    OrganiserId
}

typed_id! {
    /// The key of a list that was taken away.
    ListDownloadId
}
typed_id! {
    /// The key of a process at work on the database.
    InstanceId
}

fn uuid_v7(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos))
}
