//! The attendee list.

use tokio::sync::mpsc;

use crate::app::App;
use crate::app::event::EventError;
use crate::domain::attendee::{Attendee, AttendeeFilter, AttendeeGroup, AttendeeOrder, Listed, Search};
use crate::domain::column::{self, Column};
use crate::domain::erasure::Headcount;
use crate::domain::event::Event;
use crate::domain::registration::RegistrationStatus;
use crate::list::{Format, ListError, ListHead, ListWriter, file_name};
use crate::storage;

/// Which list is meant.
#[derive(Debug, Clone, Default)]
pub struct WantedList {
    /// Who is on it.
    pub filter: AttendeeFilter,
    /// In which order.
    pub order: AttendeeOrder,
    /// Its columns, by their words; those that a list usually has otherwise.
    pub columns: Option<Vec<String>>,
}

/// The lines of a list on their way.
#[derive(Debug)]
pub struct ListLines {
    /// The event.
    pub event: Event,
    /// What a list needs to know beside its lines.
    pub head: ListHead,
    /// The lines, in order; an error ends them.
    pub lines: mpsc::Receiver<Result<Attendee, ExportError>>,
}

/// A list on its way: its name, and its bytes as they are made.
#[derive(Debug)]
pub struct ListStream {
    /// A name for the file.
    pub file_name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes, in order; an error ends it.
    pub bytes: mpsc::Receiver<Result<Vec<u8>, ExportError>>,
}

/// Why a list is not complete.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Storage.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The bytes could not be made.
    #[error(transparent)]
    List(#[from] ListError),
}

/// Rows that are on their way from the database to the writer. Few: the slower of the two sets the pace.
const ROWS_UNDERWAY: usize = 256;
/// Pieces that are on their way from the writer to the reader.
const PIECES_UNDERWAY: usize = 4;
/// Bytes of a piece.
const PIECE_BYTES: usize = 64 * 1024;

impl App {
    /// Makes the whole list of an event's attendees with its usual columns, in the order of registration.
    ///
    /// # Errors
    /// As [`App::export_list`].
    pub async fn export_attendees(&self, slug: &str, format: Format) -> Result<ListStream, ExportError> {
        self.export_list(slug, format, WantedList::default()).await
    }

    /// Makes a list of an event's attendees. Streams: memory does not grow with the list.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn export_list(&self, slug: &str, format: Format, wanted: WantedList) -> Result<ListStream, ExportError> {
        let ListLines { event, head, lines } = self.list_lines(slug, wanted).await?;
        let name = file_name(&event.slug, event.schedule.wall.starts_local.date(), event.announcement.locale, format);
        let (pieces_in, pieces_out) = mpsc::channel(PIECES_UNDERWAY);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = write_rows(format, &head, lines, &pieces_in) {
                drop(pieces_in.blocking_send(Err(error)));
            }
        });
        Ok(ListStream { file_name: name, content_type: format.content_type(), bytes: pieces_out })
    }

    /// The lines of a list, one after the other, for who makes something else of them. Streams as well.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn list_lines(&self, slug: &str, wanted: WantedList) -> Result<ListLines, ExportError> {
        let event = self.organisers_event(slug).await?.event.clone();
        let WantedList { filter, order, columns } = wanted;
        let columns = match columns {
            None => Column::usual(event.questions.len()),
            Some(words) => column::read(words.iter().map(String::as_str), &event.questions),
        };
        let head = ListHead {
            locale: event.announcement.locale,
            zone: event.schedule.wall.zone.clone(),
            questions: event.questions.iter().map(|question| question.label.clone()).collect(),
            columns: columns.clone(),
        };
        let (lines_in, lines) = mpsc::channel(ROWS_UNDERWAY);
        let (db, of_event) = (self.db.clone(), event.clone());
        tokio::spawn(async move {
            let read = storage::attendee::for_each(db.read(), &of_event, &filter, order, &columns, &lines_in).await;
            if let Err(error) = read {
                drop(lines_in.send(Err(storage::Error::from(error).into())).await);
            }
        });
        Ok(ListLines { event, head, lines })
    }

    /// How many registrations of an event stand where, those included whose data have gone since (law 23).
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn count_attendees(&self, slug: &str) -> Result<Vec<(RegistrationStatus, u64)>, EventError> {
        let stored = self.organisers_event(slug).await?;
        let mut counts = storage::registration::count_by_status(self.db.read(), stored.event.id).await.map_err(storage::Error::from)?;
        let kept = storage::erasure::find_headcount(self.db.read(), stored.event.id).await.map_err(storage::Error::from)?;
        for (status, gone) in [
            (RegistrationStatus::Registered, kept.registered),
            (RegistrationStatus::Waitlisted, kept.waitlisted),
            (RegistrationStatus::Cancelled, kept.cancelled),
        ] {
            match counts.iter_mut().find(|(counted, _)| *counted == status) {
                Some((_, count)) => *count += gone,
                None if gone > 0 => counts.push((status, gone)),
                None => {}
            }
        }
        Ok(counts)
    }

    /// Who took part, those included whose data have gone since (law 23).
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn headcount(&self, slug: &str) -> Result<Headcount, EventError> {
        let stored = self.organisers_event(slug).await?;
        let counts = self.count_attendees(slug).await?;
        let of = |status| counts.iter().find(|(counted, _)| *counted == status).map_or(0, |(_, count)| *count);
        let present = storage::erasure::count_present(self.db.read(), stored.event.id).await.map_err(storage::Error::from)?;
        Ok(Headcount {
            registered: of(RegistrationStatus::Registered),
            cancelled: of(RegistrationStatus::Cancelled),
            waitlisted: of(RegistrationStatus::Waitlisted),
            present,
        })
    }

    /// A page of those who are meant, for the screen: the newest first.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn list_attendees(&self, slug: &str, filter: &AttendeeFilter, skip: u64, limit: u64) -> Result<Vec<Listed>, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(storage::attendee::list(self.db.read(), &stored.event, filter, skip, limit).await.map_err(storage::Error::from)?)
    }

    /// How many of those who are found stand where, as the list has them; groups that nobody is in are left out.
    ///
    /// # Errors
    /// When there is no such event, or storage fails.
    pub async fn count_found(&self, slug: &str, search: &Search) -> Result<Vec<(AttendeeGroup, u64)>, EventError> {
        let stored = self.organisers_event(slug).await?;
        Ok(storage::attendee::count_by_group(self.db.read(), &stored.event, search).await.map_err(storage::Error::from)?)
    }
}

fn write_rows(
    format: Format,
    head: &ListHead,
    mut rows: mpsc::Receiver<Result<Attendee, ExportError>>,
    pieces: &mpsc::Sender<Result<Vec<u8>, ExportError>>,
) -> Result<(), ExportError> {
    let out = std::io::BufWriter::with_capacity(PIECE_BYTES, Pieces(pieces));
    let mut writer = ListWriter::new(format, head.clone(), out)?;
    while let Some(attendee) = rows.blocking_recv() {
        writer.write(&attendee?)?;
    }
    Ok(writer.finish()?)
}

/// Writes by sending pieces on.
struct Pieces<'a>(&'a mpsc::Sender<Result<Vec<u8>, ExportError>>);

impl std::io::Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let reader_has_gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Ok(bytes.to_vec())).map_err(reader_has_gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
