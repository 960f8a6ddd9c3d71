//! Where settings come from: the layers, one above the other, each knowing its name.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::ConfigError;
use super::environment;
use super::keys::{self, KEYS, Key, Kind};

/// The settings file that is compiled in: every key, its default and what it means.
pub const DEFAULTS: &str = include_str!("../../config/default.toml");

/// The name of the lowest layer.
pub(super) const DEFAULT: &str = "default";

/// Where to look for settings besides the defaults.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file that `--config` names; it must be there.
    pub config_file: Option<PathBuf>,
    /// Where a settings file may lie if none is named; the first that is there is read, and no other.
    pub places: Vec<PathBuf>,
    /// The environment: variables that are not ours are passed over.
    pub env: Vec<(String, String)>,
    /// What flags set: keys such as `server.bind`, with their values.
    pub overrides: Vec<(String, String)>,
}

impl Sources {
    /// The sources of a real run: the process's environment and the usual places.
    #[must_use]
    pub fn of_process(config_file: Option<PathBuf>, overrides: Vec<(String, String)>) -> Self {
        let text = |text: OsString| text.to_string_lossy().into_owned();
        Self {
            config_file,
            places: ["config/local.toml", "/etc/halbsieben/config.toml"].map(PathBuf::from).to_vec(),
            env: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
            overrides,
        }
    }
}

/// All layers, the higher ones over the lower ones.
pub(super) fn merged(sources: &Sources) -> Result<Figment, ConfigError> {
    let mut merged = Figment::from(Layer::of_toml(DEFAULT, Path::new("config/default.toml"), DEFAULTS)?);
    if let Some(layer) = file_layer(sources)? {
        merged = merged.merge(layer);
    }
    for layer in environment::of_platform(&sources.env, &merged) {
        merged = merged.merge(layer);
    }
    for layer in environment::of_ours(&sources.env)? {
        merged = merged.merge(layer);
    }
    for (name, text) in &sources.overrides {
        merged = merged.merge(override_layer(name, text)?);
    }
    Ok(with_base_url_at_the_port(merged))
}

/// Where the value of the key comes from, in words; nothing if it has none.
pub(super) fn origin(merged: &Figment, name: &str) -> Option<String> {
    merged.find_metadata(name).map(|metadata| metadata.name.to_string())
}

/// Some settings and the name of the place they come from.
pub(super) struct Layer {
    origin: String,
    settings: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.settings.clone())]))
    }
}

impl Layer {
    /// A layer of a single setting.
    pub(super) fn of_one(origin: String, key: &Key, value: Value) -> Self {
        let settings = match key.name.split_once('.') {
            Some((section, name)) => Dict::from([(section.to_owned(), Dict::from([(name.to_owned(), value)]).into())]),
            None => Dict::from([(key.name.to_owned(), value)]),
        };
        Self { origin, settings }
    }

    /// A layer of a settings file's text.
    fn of_toml(origin: &str, path: &Path, text: &str) -> Result<Self, ConfigError> {
        let table: toml::Table = toml::from_str(text).map_err(|error| ConfigError::Syntax {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1),
            reason: error.message().lines().collect::<Vec<_>>().join(", "),
        })?;
        refuse_unknown_keys(origin, &table)?;
        let settings = table.into_iter().map(|(section, value)| (section, from_toml(value))).collect();
        Ok(Self { origin: origin.to_owned(), settings })
    }
}

/// Refuses whatever in a settings file is not a key in its section.
fn refuse_unknown_keys(origin: &str, table: &toml::Table) -> Result<(), ConfigError> {
    let unknown =
        |written: String| ConfigError::Unknown { origin: origin.to_owned(), nearest: keys::nearest(&written).name.to_owned(), written };
    for (section, content) in table {
        let is_section = KEYS.iter().any(|key| key.name.split('.').next() == Some(section.as_str()));
        let toml::Value::Table(content) = content else {
            return Err(unknown(section.clone()));
        };
        if !is_section && content.is_empty() {
            return Err(unknown(section.clone()));
        }
        for name in content.keys() {
            let written = format!("{section}.{name}");
            if keys::find(&written).is_none() {
                return Err(unknown(written));
            }
        }
    }
    Ok(())
}

/// A value of a settings file; dates become their text, as every other way to set one writes them.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(switch) => switch.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(from_toml).collect::<Vec<_>>().into(),
        toml::Value::Table(table) => table.into_iter().map(|(name, value)| (name, from_toml(value))).collect::<Dict>().into(),
    }
}

/// The settings file: the one that was named, else the first that is there.
fn file_layer(sources: &Sources) -> Result<Option<Layer>, ConfigError> {
    if let Some(path) = &sources.config_file {
        let text = fs::read_to_string(path).map_err(|error| unreadable("which --config names", path, &error))?;
        return Layer::of_toml(&path.display().to_string(), path, &text).map(Some);
    }
    for path in &sources.places {
        match fs::read_to_string(path) {
            Ok(text) => return Layer::of_toml(&path.display().to_string(), path, &text).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable("where settings are looked for", path, &error)),
        }
    }
    Ok(None)
}

/// The layer of a flag.
fn override_layer(name: &str, text: &str) -> Result<Layer, ConfigError> {
    let origin = "the command line";
    let key = keys::find(name).ok_or_else(|| ConfigError::Unknown {
        origin: origin.to_owned(),
        written: name.to_owned(),
        nearest: keys::nearest(name).name.to_owned(),
    })?;
    Ok(Layer::of_one(origin.to_owned(), key, from_text(key, text)))
}

/// What a text means for that key; a text that is not of its kind stays one, so that the complaint shows it.
pub(super) fn from_text(key: &Key, text: &str) -> Value {
    match key.kind {
        Kind::Text | Kind::Secret | Kind::Url => text.into(),
        Kind::Switch => text.trim().parse::<bool>().map_or_else(|_| text.into(), Value::from),
        Kind::Number => {
            let whole = text.trim().parse::<i64>().map(Value::from);
            whole.or_else(|_| text.trim().parse::<f64>().map(Value::from)).unwrap_or_else(|_| text.into())
        }
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            items.map(Value::from).collect::<Vec<_>>().into()
        }
    }
}

/// Lets the default `base_url` follow the port, so that `serve --bind 127.0.0.1:9000` alone makes links that work.
fn with_base_url_at_the_port(merged: Figment) -> Figment {
    let bind = merged.extract_inner::<SocketAddr>("server.bind");
    let is_default = |name| origin(&merged, name).as_deref() == Some(DEFAULT);
    match (bind, keys::find("server.base_url")) {
        (Ok(bind), Some(key)) if is_default(key.name) && !is_default("server.bind") && bind.port() != 0 => {
            let url = format!("http://localhost:{}", bind.port());
            merged.merge(Layer::of_one(format!("{DEFAULT}, at the port of server.bind"), key, url.into()))
        }
        _ => merged,
    }
}

/// The sentence for a file that cannot be read.
pub(super) fn unreadable(role: &str, path: &Path, error: &io::Error) -> ConfigError {
    ConfigError::Unreadable { role: role.to_owned(), path: path.to_owned(), reason: error.to_string() }
}
