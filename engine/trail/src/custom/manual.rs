//! What a custom step takes and gives, as a page of the manual.

use super::{Custom, Input};
use crate::text::Text;
use smol_str::SmolStr;
use std::fmt::Write as _;
use trilha_model::Value;

impl Custom {
    /// Its page in Markdown, in the language nearest to this one: as those of the verbs, with its inputs instead of keys.
    pub fn manual(&self, language: &str) -> String {
        let said = |text: &Text| text.pick(Some(language), "").source();
        let mut lines = vec![format!("### `use: {}`", self.name), String::new()];
        let (title, help) = (said(&self.title), said(&self.help));
        lines.push(sentence(&title, &help));
        lines.push(format!("\n```yaml\n{}```\n", self.example()));
        for input in &self.inputs {
            let about = sentence(&said(&input.title), &said(&input.help));
            lines.push(entry(&input.name, &taken(input), &about));
        }
        if !self.outputs.is_empty() {
            lines.push("\nWhat `save` gets:\n".to_owned());
        }
        for output in &self.outputs {
            lines.push(entry(&output.name, &output.kind, &said(&output.help)));
        }
        if !self.exits.is_empty() {
            lines.push("\nExits besides `next` and `error`:\n".to_owned());
        }
        for way in &self.exits {
            let about = sentence(&said(&way.title), &said(&way.help));
            lines.push(entry(&way.name, "", &about));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// What an input takes, as people read it.
fn taken(input: &Input) -> String {
    let mut taken = input.kind.to_string();
    if !input.choices.is_empty() {
        let choices: Vec<String> = input.choices.iter().map(quoted).collect();
        taken = format!("one of {}", choices.join(", "));
    }
    if input.required {
        taken.push_str(", required");
    }
    if input.value != Value::Null {
        write!(taken, ", `{}` if not said", input.value).expect("invariant: strings take all");
    }
    taken
}

fn quoted(text: &SmolStr) -> String {
    format!("`{text}`")
}

fn entry(name: &str, what: &str, about: &str) -> String {
    let parts: Vec<&str> = [what, about]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let (name, parts) = (format!("- `{name}`"), parts.join(". "));
    if parts.is_empty() {
        name
    } else {
        format!("{name}: {parts}")
    }
}

/// A name and what it is for, one after the other.
fn sentence(title: &str, help: &str) -> String {
    match (title, help) {
        ("", text) | (text, "") => text.to_owned(),
        (title, help) => format!("{title}. {help}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::Custom;
    use trilha_script::Host;

    #[test]
    fn a_page_says_what_is_taken_given_and_where_it_leads() {
        let text = "//! title: { en: Shipping, pt-BR: Frete }\n//! help: What a parcel costs.\n//! inputs:\n//!   total: { type: money, required: true, help: What it holds. }\n//!   region: { type: text, title: Region, choices: [near, far], value: near }\n//! outputs:\n//!   price: { type: money }\n//! exits:\n//!   free: { title: { en: Free } }\nif total > 9 { exit(\"free\", #{ price: 0 }) }\n#{ price: if region == \"far\" { 2 } else { 1 } }\n";
        let (custom, said) = Custom::read(&Host::default(), "steps/shipping.rhai", text);
        let page = custom.unwrap_or_else(|| panic!("{said:?}")).manual("en");
        insta::assert_snapshot!(page);
    }
}
