//! Numbers that people carry: Brazilian papers with their check digits, postal codes, phone numbers.

use phonelib::PhoneNumber;

/// A CPF: eleven digits whose last two are check digits modulo 11 (Receita Federal), with or without its
/// points and dash; eleven equal digits are none. Gives the digits.
pub fn cpf(text: &str) -> Option<String> {
    let digits = values(text, ".-/ ", |c| c.is_ascii_digit())?;
    if digits.len() != 11 || all_equal(&digits) {
        return None;
    }
    let (body, check) = digits.split_at_checked(9)?;
    let first = check_digit(body, 11);
    let second = check_digit(digits.split_at_checked(10)?.0, 11);
    (check == [first, second]).then(|| written(&digits))
}

/// A CNPJ: twelve digits or, since July 2026, letters, and two check digits modulo 11 (Receita Federal,
/// IN RFB 2.229/2024: a letter counts as its ASCII code less 48), with or without its points, slash and
/// dash. Gives the fourteen characters, letters in capitals.
pub fn cnpj(text: &str) -> Option<String> {
    let values = values(text, "./- ", |c| c.is_ascii_alphanumeric())?;
    if values.len() != 14 || all_equal(&values) {
        return None;
    }
    let (body, check) = values.split_at_checked(12)?;
    let first = check_digit(body, 9);
    let second = check_digit(values.split_at_checked(13)?.0, 9);
    (check == [first, second]).then(|| written(&values))
}

/// A Brazilian postal code: eight digits, with or without its dash. Gives the digits.
pub fn cep(text: &str) -> Option<String> {
    let digits = values(text, ".- ", |c| c.is_ascii_digit())?;
    (digits.len() == 8 && !all_equal(&digits)).then(|| written(&digits))
}

/// A phone number as E.164 (ITU-T) has it, such as `+5511987654321`: with `+` or `00` and the country's
/// number, or as it is dialled within `country`, by its ISO 3166 code.
pub fn phone(text: &str, country: Option<&str>) -> Option<String> {
    let text = text.trim();
    let dialled = |c: char| c.is_ascii_digit() || "+-.()/ \u{a0}".contains(c);
    if !text.chars().all(dialled) {
        return None;
    }
    let abroad = text
        .strip_prefix("00")
        .map(|number| format!("+{number}"))
        .or_else(|| text.starts_with('+').then(|| text.to_owned()));
    let number = match (abroad, country) {
        (Some(number), _) => PhoneNumber::parse(&number),
        (None, Some(country)) => PhoneNumber::parse_with_country(text, country),
        (None, None) => None,
    };
    let number = number.filter(has_area)?;
    Some(number.e164().to_owned())
}

/// Whether there is a country of this ISO 3166 code whose phone numbers are known.
pub fn is_country(code: &str) -> bool {
    phonelib::country_by_code(code).is_some()
}

/// Brazilian numbers are dialled without their area within it, which says nothing from elsewhere; with
/// it they have ten or eleven digits (Anatel, Resolução 749/2022).
fn has_area(number: &PhoneNumber) -> bool {
    number.country().code != "BR" || number.national_number().len() >= 10
}

/// What each character counts, separators left out; none where another one stands.
fn values(text: &str, separators: &str, fits: impl Fn(char) -> bool) -> Option<Vec<u32>> {
    let kept = text.trim().chars().filter(|c| !separators.contains(*c));
    kept.map(|c| fits(c).then(|| u32::from(c.to_ascii_uppercase()).saturating_sub(u32::from('0'))))
        .collect()
}

fn written(values: &[u32]) -> String {
    let back = values.iter().map(|value| value + u32::from('0'));
    back.filter_map(char::from_u32).collect()
}

fn all_equal(values: &[u32]) -> bool {
    values
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a == b))
}

/// The check digit modulo 11 of what stands before it: weights from 2 on, right to left, beginning again
/// after `highest`.
fn check_digit(before: &[u32], highest: u32) -> u32 {
    let weights = (2..=highest).cycle();
    let weighed = before.iter().rev().zip(weights);
    let sum: u32 = weighed.map(|(value, weight)| value * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

#[cfg(test)]
mod tests {
    use super::{cep, cnpj, cpf, phone};

    #[test]
    fn a_cpf_needs_its_check_digits() {
        assert_eq!(cpf("529.982.247-25").as_deref(), Some("52998224725"));
        assert_eq!(cpf("52998224725").as_deref(), Some("52998224725"));
        for bad in [
            "529.982.247-24",
            "111.111.111-11",
            "529982247",
            "",
            "5299822472A",
        ] {
            assert_eq!(cpf(bad), None, "{bad}");
        }
    }

    /// The second is the example of the Receita Federal for letters.
    #[test]
    fn a_cnpj_may_have_letters() {
        assert_eq!(
            cnpj("11.222.333/0001-81").as_deref(),
            Some("11222333000181")
        );
        assert_eq!(
            cnpj("12.abc.345/01DE-35").as_deref(),
            Some("12ABC34501DE35")
        );
        for bad in [
            "11.222.333/0001-82",
            "12.ABC.345/01DE-36",
            "00000000000000",
            "12ABC34501DEA5",
            "1122233300018",
            "11.222.333/0001-8é",
        ] {
            assert_eq!(cnpj(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_cep_has_eight_digits() {
        assert_eq!(cep("01310-100").as_deref(), Some("01310100"));
        assert_eq!(cep("0131010"), None);
        assert_eq!(cep("00000-000"), None);
    }

    #[test]
    fn phones_are_read_as_they_are_dialled() {
        let brazil = [
            "(11) 98765-4321",
            "11987654321",
            "011 98765-4321",
            "+55 11 98765-4321",
            "0055 11 98765 4321",
            "5511987654321",
        ];
        for text in brazil {
            assert_eq!(
                phone(text, Some("BR")).as_deref(),
                Some("+5511987654321"),
                "{text}"
            );
        }
        assert_eq!(
            phone("(212) 555-2368", Some("US")).as_deref(),
            Some("+12125552368")
        );
        assert_eq!(
            phone("+44 20 7946 0958", Some("BR")).as_deref(),
            Some("+442079460958")
        );
        for bad in [
            "123",
            "98765-4321",
            "ligue 11987654321",
            "",
            "+",
            "+0 11",
            "(11) 8",
        ] {
            assert_eq!(phone(bad, Some("BR")), None, "{bad}");
        }
        assert_eq!(phone("11987654321", None), None);
    }
}
