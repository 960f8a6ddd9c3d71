//! The environment as a source of settings: our own variables, and the two that hosting platforms set.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use figment::Figment;

use super::ConfigError;
use super::keys::{self, KEYS, Key};
use super::sources::{Layer, from_text, unreadable};

/// What every variable of ours begins with.
const PREFIX: &str = "HALBSIEBEN_";

/// What hosting platforms set: `DATABASE_URL`, and `PORT`, which leaves the address to listen on as it is.
pub(super) fn of_platform(env: &[(String, String)], below: &Figment) -> Vec<Layer> {
    let variable = |wanted: &str| env.iter().find(|(name, text)| name == wanted && !text.is_empty()).map(|(_, text)| text.as_str());
    let mut layers = Vec::new();
    if let (Some(key), Some(url)) = (keys::find("database.url"), variable("DATABASE_URL")) {
        layers.push(Layer::of_one("DATABASE_URL".to_owned(), key, url.into()));
    }
    if let (Some(key), Some(port)) = (keys::find("server.bind"), variable("PORT")) {
        let listen = below.extract_inner::<SocketAddr>(key.name).map(|bind| bind.ip());
        // A port that is none is passed on as it stands, so that the complaint shows it.
        let bind = match (listen, port.parse()) {
            (Ok(address), Ok(port)) => SocketAddr::new(address, port).to_string(),
            _ => port.to_owned(),
        };
        layers.push(Layer::of_one("PORT".to_owned(), key, bind.into()));
    }
    layers
}

/// One layer for each variable of ours.
///
/// A variable that is set to nothing counts as not set: that is what `NAME=${NAME:-}` in a compose file makes.
pub(super) fn of_ours(env: &[(String, String)]) -> Result<Vec<Layer>, ConfigError> {
    let ours: BTreeMap<&str, &str> = env
        .iter()
        .filter(|(name, text)| name.starts_with(PREFIX) && !is_of_an_orchestrator(name) && !text.is_empty())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let mut layers = Vec::new();
    for (&name, &text) in &ours {
        let (key, in_file) = key_of_variable(name)?;
        if !in_file {
            layers.push(Layer::of_one(name.to_owned(), key, from_text(key, text)));
        } else if ours.contains_key(key.variable().as_str()) {
            return Err(ConfigError::Twice { variable: key.variable() });
        } else {
            let path = Path::new(text);
            let content = fs::read_to_string(path).map_err(|error| unreadable(&format!("which {name} names"), path, &error))?;
            let line = content.strip_suffix('\n').unwrap_or(&content);
            let line = line.strip_suffix('\r').unwrap_or(line);
            layers.push(Layer::of_one(format!("{name} ({text})"), key, from_text(key, line)));
        }
    }
    Ok(layers)
}

/// Whether the variable is one that Kubernetes sets in every pod beside a service named `halbsieben`.
fn is_of_an_orchestrator(name: &str) -> bool {
    let is_link = name.contains("_PORT_") && (name.contains("_TCP") || name.contains("_UDP"));
    let is_service = name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT");
    !name.contains("__") && (is_link || is_service || name.ends_with("_PORT"))
}

/// The key that the variable sets, and whether its text is the path of a file with the value.
fn key_of_variable(name: &str) -> Result<(&'static Key, bool), ConfigError> {
    let known = KEYS.iter().find(|key| key.variable() == name);
    let stem = name.strip_suffix("_FILE");
    let known_in_file = KEYS.iter().find(|key| stem == Some(key.variable().as_str()));
    match (known, known_in_file) {
        (Some(key), _) => Ok((key, false)),
        (_, Some(key)) => Ok((key, true)),
        _ => Err(ConfigError::Unknown {
            origin: "the environment".to_owned(),
            written: name.to_owned(),
            nearest: nearest_variable(stem.unwrap_or(name)) + stem.map_or("", |_| "_FILE"),
        }),
    }
}

/// The variable whose name is most like `written`.
fn nearest_variable(written: &str) -> String {
    let variables = KEYS.iter().map(Key::variable);
    let nearest = variables.min_by_key(|name| strsim::damerau_levenshtein(name, written));
    nearest.unwrap_or_default()
}
