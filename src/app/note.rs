//! What organisers note down about somebody.

use std::sync::Arc;

use futures::FutureExt as _;

use crate::app::App;
use crate::app::person::PersonError;
use crate::domain::id::{OrganiserId, RegistrationId};
use crate::storage;

impl App {
    /// Keeps a note about somebody in the place of the one before, or removes it. The same note again changes nothing, also not who wrote
    /// it and when.
    ///
    /// # Errors
    /// When nobody at that event has that key, or storage fails; then nothing has changed.
    pub async fn note_person(&self, slug: &str, id: RegistrationId, by: OrganiserId, text: Option<String>) -> Result<(), PersonError> {
        let now = self.clock.now();
        let event = self.organisers_event(slug).await?.event.id;
        self.registration_at(event, id).await?.ok_or(PersonError::Unknown(id))?;
        let text = Arc::new(text);
        let noting = self.db.write(move |tx| {
            let text = Arc::clone(&text);
            async move {
                // Whoever is erased at this moment gets no note any more.
                let Some(person) = storage::registration::find_to_change(tx, id).await? else { return Ok(()) };
                let known = storage::note::find(tx, person.id).await?.map(|note| note.text);
                match text.as_deref() {
                    text if text == known.as_deref() => Ok(()),
                    Some(text) => storage::note::insert(tx, id, text, by, now).await,
                    None => storage::note::delete(tx, id).await,
                }
            }
            .boxed()
        });
        Ok(noting.await?)
    }
}
