//! `GET /events/{slug}/og.png`: the picture that other services show where somebody shares an event: what, when, by whom.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::app::event::PublicEvent;
use crate::web::Web;
use crate::web::cache;
use crate::web::canvas::{Canvas, Colour};
use crate::web::error::WebError;
use crate::web::public::ticket::place;
use crate::words::{When, words};

/// The size that services ask for.
pub(in crate::web) const WIDTH: u32 = 1200;
/// The same.
pub(in crate::web) const HEIGHT: u32 = 630;
/// The most pictures that are kept: 30 kB each.
const MOST: usize = 64;

// The colours of the pages by day.
const PAGE: Colour = [0xf7, 0xf6, 0xf2];
const INK: Colour = [0x1b, 0x21, 0x24];
const MUTED: Colour = [0x56, 0x61, 0x6a];
const LINE: Colour = [0xdc, 0xd9, 0xcf];
const PRIMARY: Colour = [0x0f, 0x5c, 0x6e];
const ERROR: Colour = [0xa8, 0x20, 0x1a];

/// The pictures that were drawn last, by what stands on them.
#[derive(Debug, Default)]
pub(in crate::web) struct Pictures(Mutex<HashMap<Card, Bytes>>);

/// What stands on a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Card {
    when: String,
    title: String,
    /// That it does not take place.
    off: Option<String>,
    foot: String,
}

/// `GET /events/{slug}/og.png`
pub(in crate::web) async fn get(State(web): State<Arc<Web>>, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let public = web.app.find_public_event(&slug).await?.ok_or(WebError::NotFound)?;
    let card = Card::of(&public);
    let etag = cache::etag(format!("{card:?}").as_bytes());
    let body = if cache::is_known(&headers, &etag) { Body::empty() } else { Body::from(web.pictures.of(card).await?) };
    Ok(cache::for_everybody(cache::tagged("image/png", body, etag, &headers)))
}

impl Pictures {
    /// The picture of a card, drawn where it is not there yet, beside the threads that answer.
    async fn of(&self, card: Card) -> Result<Bytes, WebError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&card).cloned();
        if let Some(picture) = kept {
            return Ok(picture);
        }
        let (card, picture) =
            tokio::task::spawn_blocking(move || card.draw().map(|picture| (card, picture))).await.map_err(WebError::internal)??;
        let mut pictures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pictures.len() >= MOST {
            pictures.clear();
        }
        pictures.insert(card, picture.clone());
        Ok(picture)
    }
}

impl Card {
    /// In the event's own language: a link that is shared has no other.
    fn of(public: &PublicEvent) -> Self {
        let (event, said) = (&public.event, &public.event.announcement);
        let w = words(said.locale);
        let foot = [Some(public.organisation.clone()), place(event, w)];
        Self {
            when: When::new(&event.schedule, said.locale).full(),
            title: said.title.clone(),
            off: event.cancellation.is_some().then(|| w.cancelled_banner()),
            foot: foot.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    }

    /// The date above, the title as large as it fits, the organiser below.
    #[expect(clippy::cast_precision_loss, reason = "a picture has four digits of pixels")]
    fn draw(&self) -> Result<Bytes, WebError> {
        /// Space at the sides.
        const SIDE: u32 = 80;
        /// Sizes of the title, and how many lines of each there is room for.
        const SIZES: [(f32, usize); 4] = [(88.0, 3), (72.0, 4), (58.0, 5), (48.0, 6)];
        let mut canvas = Canvas::new(WIDTH, HEIGHT, PAGE).map_err(WebError::internal)?;
        let (left, width) = (SIDE as f32, (WIDTH - 2 * SIDE) as f32);
        canvas.rectangle(0, 0, WIDTH, 18, PRIMARY);
        let mut y = 118.0;
        for line in canvas.lines(&self.when, 36.0, width).into_iter().take(2) {
            canvas.text(left, y, 36.0, PRIMARY, &line);
            y += 46.0;
        }
        if let Some(off) = &self.off {
            canvas.text(left, y, 36.0, ERROR, off);
            y += 46.0;
        }
        let fitting = SIZES.map(|(size, most)| (size, most, canvas.lines(&self.title, size, width)));
        let (size, most, lines) = fitting.iter().find(|(_, most, lines)| lines.len() <= *most).unwrap_or(&fitting[SIZES.len() - 1]);
        for line in lines.iter().take(*most) {
            y += size * 1.14;
            canvas.text(left, y - size * 0.3, *size, INK, line);
        }
        canvas.rectangle(SIDE, HEIGHT - 104, WIDTH - 2 * SIDE, 2, LINE);
        if let Some(foot) = canvas.lines(&self.foot, 32.0, width).first() {
            canvas.text(left, (HEIGHT - 50) as f32, 32.0, MUTED, foot);
        }
        Ok(Bytes::from(canvas.png().map_err(WebError::internal)?))
    }
}
