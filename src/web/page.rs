//! What every page has: the frame around it, and its way into a response.

use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::domain::event::Slug;
use crate::domain::locale::Locale;
use crate::urls::Urls;
use crate::web::Web;
use crate::web::assets;
use crate::web::contact::Contact;
use crate::web::error::WebError;
use crate::web::limit;
use crate::words::{Words, words};

/// Marks a response that is a page of ours, so that no error page replaces it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown;

/// Marks a page that a personal link leads to, or that names a person: kept by no cache, found by no search engine,
/// betrayed by no Referer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Personal;

/// HTML that one of the few places made that may: [`crate::web::prose`] and [`crate::web::json_ld`]. Templates write it
/// as it stands; everything else is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Markup(pub(super) String);

impl HtmlSafe for Markup {}

impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands around every page.
pub(super) struct Frame {
    pub(super) w: &'static Words,
    pub(super) locale: Locale,
    urls: Urls,
    pub(super) organisation: String,
    pub(super) contact: Option<Contact>,
    pub(super) home: String,
    pub(super) imprint: String,
    pub(super) privacy: String,
    pub(super) lost_link: String,
    pub(super) accessibility: String,
    pub(super) style: String,
    /// The second style sheet of pages that participants do not see.
    pub(super) organiser_style: Option<String>,
    /// The way through the organiser's pages, for who is signed in.
    pub(super) nav: Option<Nav>,
    pub(super) font: String,
    pub(super) icon: String,
    /// The same page in the other languages; a personal page has its language from its link.
    pub(super) others: Vec<Twin>,
    /// What search engines are told; nothing for private pages.
    pub(super) public: Option<PublicAddress>,
    /// Seconds until the page loads itself again.
    pub(super) refresh: Option<i64>,
    /// Whether the page stands in a frame on another site: without what surrounds it here, its links in new tabs.
    pub(super) framed: bool,
}

/// The way through the organiser's pages.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own: who is there, and where")]
pub(super) struct Nav {
    pub(super) name: String,
    pub(super) home: String,
    pub(super) is_home: bool,
    /// Whether they may change events and people.
    pub(super) may_edit: bool,
    /// Where mails are kept instead of sent.
    pub(super) outbox: Option<String>,
    /// For who may say who is an organiser.
    pub(super) team: Option<String>,
    pub(super) is_team: bool,
    pub(super) account: String,
    pub(super) is_account: bool,
    pub(super) sign_out: String,
}

/// A page in another language.
pub(super) struct Twin {
    pub(super) tag: &'static str,
    /// The language, in itself.
    pub(super) name: String,
    pub(super) path: String,
}

/// A public page's addresses.
pub(super) struct PublicAddress {
    pub(super) canonical: String,
    /// Language tag and address, the page's own among them.
    pub(super) twins: Vec<(&'static str, String)>,
    pub(super) default: String,
    pub(super) og_locale: String,
}

impl PublicAddress {
    /// Of a page that exists in all languages, at the address that `url` gives.
    pub(super) fn of(urls: &Urls, locale: Locale, url: impl Fn(Locale) -> String) -> Self {
        Self {
            canonical: url(locale),
            twins: Locale::ALL.map(|locale| (locale.tag(), url(locale))).into(),
            default: url(urls.default_locale()),
            og_locale: words(locale).og_locale(),
        }
    }
}

impl Frame {
    /// The frame of a page that search engines leave alone.
    pub(super) fn private(web: &Web, locale: Locale) -> Self {
        let urls = web.app.urls();
        Self {
            w: words(locale),
            locale,
            urls: urls.clone(),
            organisation: web.app.organisation().to_owned(),
            contact: web.app.contact().map(Contact::of),
            home: local(&urls.events(locale)).to_owned(),
            imprint: local(&urls.imprint(locale)).to_owned(),
            privacy: local(&urls.privacy(locale)).to_owned(),
            lost_link: local(&urls.lost_link(locale)).to_owned(),
            accessibility: local(&urls.accessibility(locale)).to_owned(),
            style: assets::path(&web.root, "style.css"),
            organiser_style: None,
            nav: None,
            font: assets::path(&web.root, "atkinson-latin.woff2"),
            icon: format!("{}/favicon.svg", web.root),
            others: Vec::new(),
            public: None,
            refresh: None,
            framed: false,
        }
    }

    /// The frame of a page that participants do not see.
    pub(super) fn backstage(web: &Web, locale: Locale) -> Self {
        Self { organiser_style: Some(assets::path(&web.root, "organiser.css")), ..Self::private(web, locale) }
    }

    /// The frame of a public page that exists in both languages, at the address that `url` gives.
    pub(super) fn public(web: &Web, locale: Locale, url: impl Fn(&Urls, Locale) -> String) -> Self {
        let urls = web.app.urls();
        let public = PublicAddress::of(urls, locale, |locale| url(urls, locale));
        let mut frame = Self::private(web, locale).with_twins(|other| local(&url(urls, other)).to_owned());
        frame.public = Some(public);
        frame
    }

    /// The same with ways to the page in the other languages, at the path that `path` gives.
    pub(super) fn with_twins(mut self, path: impl Fn(Locale) -> String) -> Self {
        let others = Locale::ALL.into_iter().filter(|other| *other != self.locale);
        self.others = others.map(|other| Twin { tag: other.tag(), name: words(other).language_name(), path: path(other) }).collect();
        self
    }

    /// The same for a frame on another site, if it is for one; no search engine is to find it there.
    pub(super) fn in_frame(mut self, framed: bool) -> Self {
        if framed {
            (self.framed, self.public, self.others) = (true, None, Vec::new());
        }
        self
    }

    /// Where mails are kept instead of sent, for who may read them.
    pub(super) fn outbox(&self) -> Option<String> {
        self.nav.as_ref().and_then(|nav| nav.outbox.clone())
    }

    /// Whether whoever is signed in may change events and people: others see no button for it.
    pub(super) fn may_edit(&self) -> bool {
        self.nav.as_ref().is_some_and(|nav| nav.may_edit)
    }

    /// The path of the page of ours at the address that `url` gives, in the frame's language.
    pub(super) fn path(&self, url: impl FnOnce(&Urls, Locale) -> String) -> String {
        local(&url(&self.urls, self.locale)).to_owned()
    }

    /// The path of an event's page.
    pub(super) fn event_path(&self, slug: &Slug) -> String {
        self.path(|urls, locale| urls.event(locale, slug))
    }
}

/// The `lang` attribute of a text that is in another language than the page (WCAG 2.2 success criterion 3.1.2), as a tag has it;
/// nothing where it is in the page's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lang(Option<&'static str>);

impl Lang {
    /// Of a text in the language `text` on a page in the language `page`.
    pub(super) fn of(text: Locale, page: Locale) -> Self {
        Self((text != page).then(|| text.tag()))
    }
}

impl HtmlSafe for Lang {}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |tag| write!(f, " lang=\"{tag}\""))
    }
}

/// The path of one of our own addresses: a link by path stays at the host by which the visitor came.
pub(super) fn local(url: &str) -> &str {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    url[after_scheme..].find('/').map_or("/", |at| &url[after_scheme + at..])
}

/// A page as a response.
pub(super) fn shown(status: StatusCode, page: &impl Template) -> Result<Response, WebError> {
    let mut response = (status, Body::from(page.render()?)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // A form that came back with its errors must be there when the visitor goes back to it; everything else is asked for anew.
    let kept = if status == StatusCode::UNPROCESSABLE_ENTITY { "private, no-cache" } else { "no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response.extensions_mut().insert(Shown);
    Ok(response)
}

/// A page that names a person, as a response.
pub(super) fn personal(status: StatusCode, page: &impl Template) -> Result<Response, WebError> {
    let mut response = shown(status, page)?;
    response.extensions_mut().insert(Personal);
    Ok(response)
}

/// The page once more, with what was typed, to be sent again later (429).
pub(super) fn too_many(page: &impl Template, wait: Duration) -> Result<Response, WebError> {
    Ok(limit::retry_after(personal(StatusCode::TOO_MANY_REQUESTS, page)?, wait))
}

/// Has a browser keep what comes as a file of that name, instead of showing it.
pub(super) fn attachment(content: impl IntoResponse, name: &str) -> Result<Response, WebError> {
    let mut response = content.into_response();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(WebError::internal)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// 303 to another page or to a room; what leads there is kept by nobody.
pub(super) fn see_other(to: &str) -> Result<Response, WebError> {
    let location = HeaderValue::from_str(to).map_err(WebError::internal)?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
    response.extensions_mut().insert(Personal);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_ours_stays_at_the_host() {
        assert_eq!(local("https://example.org/en/events/x"), "/en/events/x");
        assert_eq!(local("http://localhost:8080"), "/");
        assert_eq!(local("https://example.org/termine/"), "/termine/");
    }

    #[test]
    fn a_text_names_its_language_where_it_is_not_the_pages() {
        assert_eq!(Lang::of(Locale::De, Locale::En).to_string(), " lang=\"de\"");
        assert_eq!(Lang::of(Locale::De, Locale::De).to_string(), "");
    }
}
