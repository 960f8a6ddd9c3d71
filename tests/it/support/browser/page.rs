//! An answer as a person sees it: what it says, where it leads, and its form.

use axum::http::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// What the server answered.
#[derive(Clone)]
pub(crate) struct Page {
    /// Where it was asked for.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A form as the page has it.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) action: String,
    fields: Vec<Field>,
}

/// A field that the form sends.
#[derive(Debug)]
struct Field {
    name: String,
    /// What a person or a browser knows it by.
    known_as: Vec<String>,
    kind: String,
    value: String,
    /// Of a box or an option: whether it is chosen.
    chosen: bool,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header in ASCII"))
    }

    pub(crate) fn html(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn title(&self) -> String {
        self.all("head title").concat()
    }

    /// What a person reads on it, on one line.
    pub(crate) fn text(&self) -> String {
        self.all("body").concat()
    }

    /// Holds that it says that there were too many, in one heading, and when to come again.
    #[track_caller]
    pub(crate) fn assert_too_many(&self) {
        assert_eq!((self.status, self.all("h1").len()), (429, 1), "{self:?}");
        let seconds = self.header("retry-after").and_then(|seconds| seconds.parse::<u32>().ok());
        assert!(seconds.is_some_and(|seconds| seconds > 0), "when to come again: {self:?}");
    }

    /// The text of each element that the selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(self.html());
        page.select(&css(selector)).map(|element| flowing(element)).collect()
    }

    /// This attribute of each element that the selector finds and that has it.
    pub(crate) fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        let page = Html::parse_document(self.html());
        page.select(&css(selector)).filter_map(|element| element.attr(attribute)).map(str::to_owned).collect()
    }

    /// Where the link with these words leads.
    pub(crate) fn link(&self, words: &str) -> String {
        let page = Html::parse_document(self.html());
        let found = page.select(&css("a[href]")).find(|link| flowing(*link) == words);
        found.unwrap_or_else(|| panic!("no link {words:?} in {}", self.text())).attr("href").unwrap().to_owned()
    }

    /// The only form that changes something, beside the one by which an organiser signs out.
    pub(crate) fn form(&self) -> Form {
        self.only_form("main form[method=post]")
    }

    /// The only form that is sent to an address which ends so.
    pub(crate) fn form_at(&self, end: &str) -> Form {
        self.only_form(&format!("form[method=post][action$=\"{end}\"]"))
    }

    fn only_form(&self, selector: &str) -> Form {
        let page = Html::parse_document(self.html());
        let forms: Vec<_> = page.select(&css(selector)).collect();
        assert_eq!(forms.len(), 1, "one form: {}", self.text());
        let fields = forms[0].select(&css("input[name], textarea[name], select[name]")).map(|input| Field::of(&page, input)).collect();
        Form { action: forms[0].attr("action").expect("a form knows where it goes").to_owned(), fields }
    }

    /// What stands in the fields that a person fills in.
    pub(crate) fn typed(&self) -> Vec<String> {
        let shown = |field: &&Field| field.kind != "hidden" && field.name != "website" && (field.chosen || !field.is_choice());
        self.form().fields.iter().filter(shown).map(|field| field.value.clone()).collect()
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.status, self.path, String::from_utf8_lossy(&self.body))
    }
}

impl Form {
    /// What the form sends, once these fields are filled in. A choice is made by the words of its option.
    pub(crate) fn filled_in(&self, given: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut sent: Vec<(String, String)> = self
            .fields
            .iter()
            .filter(|field| field.chosen || !field.is_choice())
            .map(|field| (field.name.clone(), field.value.clone()))
            .collect();
        for (known_as, value) in given {
            let field = self.fields.iter().find(|field| field.known_as.iter().any(|name| name == known_as));
            let field = field.unwrap_or_else(|| panic!("no field {known_as:?} in {self:?}"));
            let value = if field.is_choice() { field.value.clone() } else { (*value).to_owned() };
            sent.retain(|(name, _)| *name != field.name);
            sent.push((field.name.clone(), value));
        }
        sent
    }

    /// What the field is called in what is sent.
    pub(crate) fn name_of(&self, known_as: &str) -> String {
        self.fields.iter().find(|field| field.known_as.iter().any(|name| name == known_as)).expect("such a field").name.clone()
    }
}

impl Field {
    fn of(page: &Html, input: ElementRef<'_>) -> Self {
        let attribute = |name| input.attr(name).unwrap_or_default().to_owned();
        let labels = input.attr("id").map(|id| page.select(&css(&format!("label[for=\"{id}\"]"))).map(flowing).collect::<Vec<_>>());
        let autocomplete = input.attr("autocomplete").filter(|word| *word != "off").map(str::to_owned);
        Self {
            name: attribute("name"),
            known_as: labels.unwrap_or_default().into_iter().chain(autocomplete).collect(),
            kind: attribute("type"),
            value: match input.value().name() {
                "textarea" => input.text().collect(),
                "select" => chosen_option(input),
                _ => attribute("value"),
            },
            chosen: input.attr("checked").is_some(),
        }
    }

    fn is_choice(&self) -> bool {
        matches!(self.kind.as_str(), "radio" | "checkbox")
    }
}

/// What a list sends: the option that is chosen, or the first.
fn chosen_option(list: ElementRef<'_>) -> String {
    let option = list.select(&css("option[selected]")).chain(list.select(&css("option"))).next();
    option.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

/// The words of an element, with single spaces.
fn flowing(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
