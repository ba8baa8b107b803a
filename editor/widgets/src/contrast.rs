//! Whether the tokens can be read: WCAG 2.2 AA, in both themes.

use std::collections::BTreeMap;

/// Ink, ground, and what is asked: 4.5 for words, 3 for the edges of controls.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "canvas", 4.5),
    ("ink", "surface", 4.5),
    ("ink", "chosen", 4.5),
    ("ink", "note", 4.5),
    ("ink-2", "surface", 4.5),
    ("ink-2", "sunken", 4.5),
    ("ink", "muted", 4.5),
    ("ink-2", "muted", 4.5),
    ("mine-ink", "mine", 4.5),
    ("ink-2", "hover", 4.5),
    ("ink-2", "note", 4.5),
    ("ink-2", "ok-soft", 4.5),
    ("ink-2", "bad-soft", 4.5),
    ("ink-3", "surface", 4.5),
    ("ink-3", "canvas", 4.5),
    ("ink-3", "sunken", 4.5),
    ("ink-3", "hover", 4.5),
    ("ink-3", "raised", 4.5),
    ("ink-3", "chosen", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "canvas", 4.5),
    ("accent-ink", "accent", 4.5),
    ("accent-ink", "accent-hover", 4.5),
    ("on-accent-soft", "accent-soft", 4.5),
    ("on-accent-soft", "chosen", 4.5),
    ("ok", "ok-soft", 4.5),
    ("ok", "surface", 4.5),
    ("warn", "warn-soft", 4.5),
    ("warn", "surface", 4.5),
    ("bad", "bad-soft", 4.5),
    ("bad", "surface", 4.5),
    ("bad", "raised", 4.5),
    ("line-strong", "surface", 3.0),
    ("line-strong", "raised", 3.0),
];

fn tokens() -> BTreeMap<String, [[f64; 3]; 2]> {
    let css = include_str!("../style/tokens.css");
    css.lines()
        .filter_map(|line| {
            let (name, value) = line
                .trim()
                .strip_prefix("--")?
                .split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            Some((name.to_owned(), [rgb(light)?, rgb(dark)?]))
        })
        .collect()
}

fn rgb(hex: &str) -> Option<[f64; 3]> {
    let number = u32::from_str_radix(hex.strip_prefix('#')?, 16).ok()?;
    Some([16, 8, 0].map(|shift| f64::from(number >> shift & 0xff) / 255.0))
}

fn luminance(colour: [f64; 3]) -> f64 {
    let [r, g, b] = colour.map(|c| {
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.0722f64.mul_add(b, 0.2126f64.mul_add(r, 0.7152 * g))
}

#[test]
fn every_pair_of_ink_and_ground_can_be_read() {
    let tokens = tokens();
    let mut faint = Vec::new();
    for (ink, ground, least) in PAIRS {
        for (theme, name) in ["light", "dark"].iter().enumerate() {
            let (a, b) = (
                luminance(tokens[*ink][theme]),
                luminance(tokens[*ground][theme]),
            );
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            if contrast < *least {
                faint.push(format!(
                    "{ink} on {ground}, {name}: {contrast:.2} of {least}"
                ));
            }
        }
    }
    assert_eq!(faint, Vec::<String>::new());
}

#[test]
fn the_stylesheet_uses_only_tokens_that_exist() {
    let known: Vec<&str> = crate::STYLE
        .lines()
        .filter_map(|l| Some(l.trim().strip_prefix("--")?.split_once(':')?.0))
        .collect();
    for part in crate::STYLE.split("var(--").skip(1) {
        let name = part.split([')', ',']).next().unwrap();
        assert!(
            known.contains(&name) || crate::STYLE.contains(&format!("--{name}:")) || name == "hue",
            "--{name}"
        );
    }
}
