//! Functions on the numbers people carry: Brazilian papers, postal codes, phones.

use super::Row;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::papers;
use phonelib::{PhoneFormat, PhoneNumber};
use rhai::{Dynamic, Engine};

pub(super) const ROWS: &[Row] = &[
    (
        "cpf",
        "cpf(text, [otherwise]) -> text",
        "The eleven digits of a CPF with right check digits; fails, or gives what is given otherwise, where it is none.",
        r#"cpf("529.982.247-25")"#,
        r#""52998224725""#,
    ),
    (
        "is_cpf",
        "is_cpf(text) -> yes_no",
        "Whether it is a CPF with right check digits.",
        r#"is_cpf("529.982.247-24")"#,
        "false",
    ),
    (
        "format_cpf",
        "format_cpf(text) -> text",
        "A CPF as it is printed.",
        r#"format_cpf("52998224725")"#,
        r#""529.982.247-25""#,
    ),
    (
        "cnpj",
        "cnpj(text, [otherwise]) -> text",
        "The fourteen digits, or letters and digits, of a CNPJ with right check digits.",
        r#"cnpj("12.abc.345/01de-35")"#,
        r#""12ABC34501DE35""#,
    ),
    (
        "is_cnpj",
        "is_cnpj(text) -> yes_no",
        "Whether it is a CNPJ with right check digits, of digits or with letters.",
        r#"is_cnpj("11.222.333/0001-81")"#,
        "true",
    ),
    (
        "format_cnpj",
        "format_cnpj(text) -> text",
        "A CNPJ as it is printed.",
        r#"format_cnpj("12ABC34501DE35")"#,
        r#""12.ABC.345/01DE-35""#,
    ),
    (
        "cep",
        "cep(text, [otherwise]) -> text",
        "The eight digits of a Brazilian postal code.",
        r#"cep("01310-100")"#,
        r#""01310100""#,
    ),
    (
        "is_cep",
        "is_cep(text) -> yes_no",
        "Whether it is a Brazilian postal code.",
        r#"is_cep("1310-100")"#,
        "false",
    ),
    (
        "format_cep",
        "format_cep(text) -> text",
        "A postal code as it is printed.",
        r#"format_cep("01310100")"#,
        r#""01310-100""#,
    ),
    (
        "phone",
        "phone(text, country, [otherwise]) -> text",
        "A phone number in E.164, as it is dialled in a country by its ISO 3166 code, or from anywhere with `+`.",
        r#"phone("(11) 98765-4321", "BR")"#,
        r#""+5511987654321""#,
    ),
    (
        "is_phone",
        "is_phone(text, country) -> yes_no",
        "Whether it is a phone number, as it is dialled in a country.",
        r#"is_phone("1234", "BR")"#,
        "false",
    ),
    (
        "format_phone",
        "format_phone(text) -> text",
        "A phone number in E.164 as it is written within its country.",
        r#"format_phone("+5511987654321")"#,
        r#""(11) 98765-4321""#,
    ),
];

pub(super) fn register(engine: &mut Engine) {
    paper(
        engine,
        "cpf",
        ["is_cpf", "format_cpf"],
        papers::cpf,
        "###.###.###-##",
    );
    paper(
        engine,
        "cnpj",
        ["is_cnpj", "format_cnpj"],
        papers::cnpj,
        "##.###.###/####-##",
    );
    paper(
        engine,
        "cep",
        ["is_cep", "format_cep"],
        papers::cep,
        "#####-###",
    );
    engine
        .register_fn("phone", |text: &str, country: &str| -> Answer<String> {
            papers::phone(text, Some(country)).ok_or_else(|| not("a phone number"))
        })
        .register_fn("phone", |text: &str, country: &str, otherwise: Dynamic| {
            papers::phone(text, Some(country)).map_or(otherwise, Into::into)
        })
        .register_fn("is_phone", |text: &str, country: &str| {
            papers::phone(text, Some(country)).is_some()
        })
        .register_fn("format_phone", |text: &str| -> Answer<String> {
            let number = PhoneNumber::parse(text).ok_or_else(|| not("a phone number"))?;
            Ok(within(&number))
        });
}

/// A phone number as it is written within its country. Brazilian ones are told apart by their areas, which have no
/// zero (Anatel, Resolução 749/2022).
fn within(number: &PhoneNumber) -> String {
    let digits = number.national_number();
    let area = digits.get(..2).is_some_and(|area| !area.contains('0'));
    let brazilian = area && number.country().code == "BR";
    match digits.len() {
        11 if brazilian => filled("(##) #####-####", digits),
        10 if brazilian => filled("(##) ####-####", digits),
        _ => number.format(PhoneFormat::National),
    }
}

/// What is printed, with the characters where `#` stands.
fn filled(printed: &str, characters: &str) -> String {
    let mut characters = characters.chars();
    let fill = |c| if c == '#' { characters.next() } else { Some(c) };
    printed.chars().filter_map(fill).collect()
}

/// Reading, checking and printing one kind of paper, whose characters go where `#` stands.
fn paper(
    engine: &mut Engine,
    name: &'static str,
    [is, format]: [&'static str; 2],
    read: fn(&str) -> Option<String>,
    printed: &'static str,
) {
    let what = match name {
        "cep" => "a postal code",
        "cpf" => "a CPF",
        _ => "a CNPJ",
    };
    engine
        .register_fn(name, move |text: &str| -> Answer<String> {
            read(text).ok_or_else(|| not(what))
        })
        .register_fn(name, move |text: &str, otherwise: Dynamic| {
            read(text).map_or(otherwise, Into::into)
        })
        .register_fn(is, move |text: &str| read(text).is_some())
        .register_fn(format, move |text: &str| -> Answer<String> {
            let read = read(text).ok_or_else(|| not(what))?;
            Ok(filled(printed, &read))
        });
}

#[expect(
    clippy::unnecessary_box_returns,
    reason = "Rhai's functions answer with a boxed error"
)]
fn not(what: &str) -> Box<rhai::EvalAltResult> {
    refuse(Kind::Type, format!("this is not {what}"))
}

#[cfg(test)]
mod tests {
    use super::{PhoneNumber, within};

    #[test]
    fn phones_are_written_as_their_country_does() {
        for (dialled, written) in [
            ("+5511987654321", "(11) 98765-4321"),
            ("+551133334444", "(11) 3333-4444"),
            ("+12025550173", "(202) 555-0173"),
            ("+442079460958", "020 7946 0958"),
        ] {
            let number = PhoneNumber::parse(dialled).unwrap();
            assert_eq!(within(&number), written);
        }
    }
}
