//! A banner on a page: how an event stands, or what became of what was sent.

/// A banner.
#[derive(Debug, Default)]
pub(in crate::web) struct Notice {
    pub(in crate::web) kind: Kind,
    pub(in crate::web) strong: Option<String>,
    pub(in crate::web) text: Option<String>,
    /// A sentence below.
    pub(in crate::web) more: Option<String>,
    /// Whether it is news to whoever has just sent a form: screen readers read it out.
    pub(in crate::web) alert: bool,
    /// Where it leads first: words and address.
    pub(in crate::web) link: Option<(String, String)>,
    /// Whether it leads to the list of events.
    pub(in crate::web) leads_on: bool,
}

/// What a banner is about: it decides colour and picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::web) enum Kind {
    #[default]
    Info,
    Success,
    Moved,
    Full,
    Cancelled,
    Warning,
    Error,
}

impl Kind {
    /// The class in the style sheet.
    pub(in crate::web) fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Moved | Self::Full | Self::Warning => "warning",
            Self::Cancelled | Self::Error => "error",
        }
    }
}

impl Notice {
    /// A banner with one strong sentence.
    pub(in crate::web) fn new(kind: Kind, strong: String) -> Self {
        Self { kind, strong: Some(strong), ..Self::default() }
    }

    /// The same as news.
    pub(in crate::web) fn alert(mut self) -> Self {
        self.alert = true;
        self
    }

    /// The same with a sentence below.
    pub(in crate::web) fn with_more(mut self, more: String) -> Self {
        self.more = Some(more);
        self
    }
}
