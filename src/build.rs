//! Makes a typed Rust function of every message in `config/locales`: a key that is missing in one language, misspelled, or
//! called with the wrong arguments does not compile. And of every folder there a language: one more folder is one language more.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

const LOCALES: &str = "config/locales";
/// The language of whoever says nothing else.
const DEFAULT: &str = "de";

fn main() -> ExitCode {
    let Ok(out_dir) = std::env::var("OUT_DIR") else { return ExitCode::FAILURE };
    if let Err(why) = write_languages(Path::new(&out_dir)) {
        println!("cargo::error={why}");
        return ExitCode::FAILURE;
    }
    build_from_locales_folder(
        BuildOptions::default()
            .with_locales_folder(LOCALES)
            .with_output_file_path(&format!("{out_dir}/messages.rs"))
            .with_ftl_output(FtlOutputOptions::single_file(&format!("{out_dir}/messages.ftl")))
            .with_default_language(DEFAULT)
            .with_prefix("")
            .with_lint_level(LintLevel::Strict)
            // The marks would end up in subjects and links; pages isolate names by <bdi>.
            .without_bidi_isolation(),
    )
}

/// Writes the enum of the languages, and what loads their words.
fn write_languages(out_dir: &Path) -> Result<(), String> {
    let tags = tags()?;
    let variants: Vec<String> = tags.iter().map(|tag| tag[..1].to_uppercase() + &tag[1..]).collect();
    std::fs::write(out_dir.join("locale.rs"), locale(&tags, &variants)).map_err(|error| error.to_string())?;
    let loads: Vec<String> = variants.iter().map(|name| format!("LazyLock::new(|| messages::L10n::{name}.load())")).collect();
    let words = format!("static WORDS: [LazyLock<Words>; {}] = [{}];\n", loads.len(), loads.join(", "));
    std::fs::write(out_dir.join("words.rs"), words).map_err(|error| error.to_string())
}

/// The folders' names, the default language first.
fn tags() -> Result<Vec<String>, String> {
    let folders = std::fs::read_dir(LOCALES).map_err(|error| format!("{LOCALES}: {error}"))?;
    let mut tags = Vec::new();
    for folder in folders {
        let name = folder.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
        if !(2..=3).contains(&name.len()) || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(format!("{LOCALES}/{name}: a folder is named by a language, such as {DEFAULT}"));
        }
        tags.push(name);
    }
    tags.sort_by_key(|tag| (tag != DEFAULT, tag.clone()));
    Ok(tags)
}

fn locale(tags: &[String], variants: &[String]) -> String {
    let mut code = String::from("/// A language of pages and mails: one for each folder in `config/locales`.\n");
    code += "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]\n";
    code += "#[serde(rename_all = \"lowercase\")]\npub enum Locale {\n    #[default]\n";
    for (tag, name) in tags.iter().zip(variants) {
        // Writing to a String does not fail.
        _ = writeln!(code, "    /// The language with the tag `{tag}`.\n    {name},");
    }
    let all: Vec<String> = variants.iter().map(|name| format!("Self::{name}")).collect();
    let arms = |value: &dyn Fn(&str) -> String| -> String {
        let arm = |(tag, name): (&String, &String)| format!("            Self::{name} => \"{}\",", value(tag));
        tags.iter().zip(variants).map(arm).collect::<Vec<_>>().join("\n") + "\n"
    };
    _ = write!(
        code,
        "}}\n\nimpl Locale {{\n    /// All languages, the default one first.\n    pub const ALL: [Self; {}] = [{}];\n\n    \
         /// The language's tag (BCP 47), as it stands in the `lang` attribute and in the database.\n    #[must_use]\n    \
         pub fn tag(self) -> &'static str {{\n        match self {{\n{}        }}\n    }}\n\n    \
         /// The way to pages in this language, where it is not the instance's own: `/en`.\n    #[must_use]\n    \
         pub fn path(self) -> &'static str {{\n        match self {{\n{}        }}\n    }}\n}}\n",
        tags.len(),
        all.join(", "),
        arms(&|tag| tag.to_owned()),
        arms(&|tag| format!("/{tag}")),
    );
    code
}
