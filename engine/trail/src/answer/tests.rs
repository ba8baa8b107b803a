//! What people write, and what is read of it.

use super::{Answer, Locale, TYPED, TYPES, is_skip};
use std::cmp::Ordering;
use trilha_model::{Attached, Incoming, MediaKind, Received, Value};

fn read(kind: &str, text: &str, language: &str) -> Option<Value> {
    Answer::parse(kind)
        .unwrap()
        .read_text(text, Locale::of(language))
}

#[test]
fn numbers_follow_the_language() {
    assert_eq!(
        read("number", "1.234,5", "pt-BR"),
        Some(Value::Float(1234.5))
    );
    assert_eq!(read("number", "1,234.5", "en"), Some(Value::Float(1234.5)));
    assert_eq!(read("number", "3.5", "pt"), Some(Value::Float(3.5)));
    assert_eq!(read("number", "1.2.3", "pt"), None);
    assert_eq!(read("number", "inf", "en"), None);
    for nothing in ["-", "+", ",", ".", "-,", "–"] {
        assert_eq!(read("number", nothing, "pt"), None, "{nothing}");
        assert_eq!(read("number", nothing, "en"), None, "{nothing}");
    }
    for (text, language, value) in [
        ("1 000", "en", Some(1000)),
        ("1.000", "pt-BR", Some(1000)),
        ("-1.234.567", "pt", Some(-1_234_567)),
        ("1,000", "en", Some(1000)),
        ("1,000", "es-MX", Some(1000)),
        ("1.000", "en", None),
        ("1.00", "pt", None),
        ("10.00.000", "pt", None),
        ("1234.567", "pt", None),
        ("", "pt", None),
    ] {
        assert_eq!(
            read("integer", text, language),
            value.map(Value::Int),
            "{text} {language}"
        );
    }
    assert_eq!(read("integer", "1.5", "en"), None);
}

#[test]
fn yes_and_no_are_understood_in_three_languages() {
    for yes in ["Sim", "sim, por favor", "YES", "sí"] {
        assert_eq!(read("yes_no", yes, "pt"), Some(Value::Bool(true)), "{yes}");
    }
    for no in ["Não", "não quero", "no", "n"] {
        assert_eq!(read("yes_no", no, "pt"), Some(Value::Bool(false)), "{no}");
    }
    for yes in ["com certeza!", "Por supuesto", "of course", "claro que sim"] {
        assert_eq!(read("yes_no", yes, "pt"), Some(Value::Bool(true)), "{yes}");
    }
    for no in [
        "Claro que não!",
        "claro que no",
        "não, claro",
        "de jeito nenhum",
        "No, señor",
        "no señora",
    ] {
        assert_eq!(read("yes_no", no, "pt"), Some(Value::Bool(false)), "{no}");
    }
    for neither in [
        "talvez",
        "não sei",
        "Não entendi.",
        "no sé",
        "No estoy segura.",
        "sim não",
        "quero não",
        "sure not",
        "com certeza não",
    ] {
        assert_eq!(read("yes_no", neither, "pt"), None, "{neither}");
    }
}

#[test]
fn numbers_and_addresses_are_found_behind_words() {
    for (kind, text, value) in [
        ("cpf", "meu CPF é 529.982.247-25.", "52998224725"),
        ("cpf", "CPF:529.982.247/25", "52998224725"),
        ("cnpj", "CNPJ: 12.abc.345/01de-35", "12ABC34501DE35"),
        ("cep", "o cep é 01310-100", "01310100"),
        ("phone", "o meu é 11 98765-4321!", "+5511987654321"),
        ("phone", "tel: 11.98765.4321", "+5511987654321"),
    ] {
        assert_eq!(
            read(kind, text, "pt-BR"),
            Some(Value::text(value)),
            "{text}"
        );
    }
    for (kind, text) in [
        ("cpf", "o 1 é 529.982.247-25"),
        ("cpf", "não tenho"),
        ("phone", "ligue 2 vezes 11 98765-4321"),
        // One with a space in it by mistake would be somebody else's.
        ("email", "ana silva@exemplo.com"),
    ] {
        assert_eq!(read(kind, text, "pt-BR"), None, "{text}");
    }
}

#[test]
fn months_may_be_named() {
    for text in [
        "5 de novembro de 2026",
        "5 nov 2026",
        "Nov 5, 2026",
        "November 5th, 2026",
        "5 de noviembre del 2026",
        "05-nov-26",
        "dia 5º de novembro de 2026",
        "the 5th of November 2026",
    ] {
        assert_eq!(
            read("date", text, "pt-BR"),
            Some(Value::text("2026-11-05")),
            "{text}"
        );
    }
    assert_eq!(
        read("date", "1º de março de 2027", "en"),
        Some(Value::text("2027-03-01"))
    );
    for text in [
        "novembro de 2026",
        "5 de novembro",
        "31 de abril de 2026",
        "5 mai nov 2026",
        "hoje",
    ] {
        assert_eq!(read("date", text, "pt-BR"), None, "{text}");
    }
}

#[test]
fn an_email_keeps_its_local_part_and_lowers_its_domain() {
    assert_eq!(
        read("email", "Ana.B@Exemplo.COM.br", "pt"),
        Some(Value::text("Ana.B@exemplo.com.br"))
    );
    for bad in [
        "ana",
        "ana@",
        "@x.com",
        "a b@x.com",
        "ana@x",
        "ana@-x.com",
        "a..b@x.com",
    ] {
        assert_eq!(read("email", bad, "pt"), None, "{bad}");
    }
}

#[test]
fn dates_are_read_as_people_write_them() {
    assert_eq!(
        read("date", "20/11/2026", "pt-BR"),
        Some(Value::text("2026-11-20"))
    );
    assert_eq!(
        read("date", "11/20/2026", "en-US"),
        Some(Value::text("2026-11-20"))
    );
    assert_eq!(
        read("date", "11/20/2026", "en-us"),
        Some(Value::text("2026-11-20"))
    );
    assert_eq!(
        read("date", "20/11/2026", "en-GB"),
        Some(Value::text("2026-11-20"))
    );
    assert_eq!(
        read("date", "2026-11-20", "es"),
        Some(Value::text("2026-11-20"))
    );
    assert_eq!(
        read("date", "1.2.26", "pt"),
        Some(Value::text("2026-02-01"))
    );
    assert_eq!(read("date", "31/02/2026", "pt"), None);
}

#[test]
fn a_cpf_needs_its_check_digits() {
    assert_eq!(
        read("cpf", "529.982.247-25", "pt"),
        Some(Value::text("52998224725"))
    );
    assert_eq!(read("cpf", "529.982.247-24", "pt"), None);
    assert_eq!(read("cpf", "111.111.111-11", "pt"), None);
    assert_eq!(read("cpf", "529982247", "pt"), None);
}

#[test]
fn every_type_has_its_word() {
    for word in TYPES {
        assert_eq!(Answer::parse(word).unwrap().word(), word);
    }
    let typed = TYPES.iter().filter(|word| TYPED.contains(word));
    assert_eq!(typed.count(), TYPED.len());
    assert_eq!(Answer::parse("sticker"), None);
}

#[test]
fn money_is_a_decimal_with_two_places() {
    let money = |text: &str| Some(Value::Decimal(text.parse().unwrap()));
    for (text, language, value) in [
        ("R$ 1.234,5", "pt-BR", money("1234.50")),
        ("1.000", "pt-BR", money("1000.00")),
        ("10.50", "pt-BR", money("10.50")),
        ("-3", "pt-BR", money("-3.00")),
        ("12 reais", "pt-BR", money("12.00")),
        ("$1,234.56", "en-US", money("1234.56")),
        ("99 €", "es", money("99.00")),
        (",50", "pt", money("0.50")),
        ("10,999", "pt-BR", None),
        ("1.23.4", "pt-BR", None),
        ("dez", "pt-BR", None),
        ("R$", "pt-BR", None),
        ("1e3", "en", None),
    ] {
        assert_eq!(read("money", text, language), value, "{text} {language}");
    }
    let amount = read("money", "10,00", "pt").unwrap();
    assert_eq!(
        Answer::Money.compare(&amount, &Value::Int(10)),
        Ok(Ordering::Equal)
    );
    assert_eq!(
        Answer::Money.compare(&amount, &Value::Float(9.5)),
        Ok(Ordering::Greater)
    );
    assert!(Answer::Money.compare(&amount, &Value::text("9")).is_err());
}

#[test]
fn times_are_read_as_people_write_them() {
    for (text, time) in [
        ("14:30", "14:30"),
        ("9:05", "09:05"),
        ("14h30", "14:30"),
        ("14h", "14:00"),
        ("2:30 PM", "14:30"),
        ("12 am", "00:00"),
        ("12pm", "12:00"),
        ("7 p.m.", "19:00"),
    ] {
        assert_eq!(read("time", text, "pt"), Some(Value::text(time)), "{text}");
    }
    for bad in ["25:00", "14:60", "14", "14:5", "13pm", "meio-dia", "", ":"] {
        assert_eq!(read("time", bad, "pt"), None, "{bad}");
    }
    let late = |bound: &str| Answer::Time.compare(&Value::text("18:00"), &Value::text(bound));
    assert_eq!(late("17:59"), Ok(Ordering::Greater));
    assert!(late("six").is_err());
}

#[test]
fn pages_get_their_scheme() {
    for (text, address) in [
        (
            "Exemplo.COM.br/Ofertas?a=1",
            "https://exemplo.com.br/Ofertas?a=1",
        ),
        ("http://x.test:8080", "http://x.test:8080"),
    ] {
        assert_eq!(
            read("url", text, "pt"),
            Some(Value::text(address)),
            "{text}"
        );
    }
    for bad in [
        "javascript:alert(1)",
        "ftp://x.test",
        "exemplo",
        "https://ana:senha@x.test",
        "https://x.test/a b",
        "1.2.3.4",
        "3,5",
    ] {
        assert_eq!(read("url", bad, "pt"), None, "{bad}");
    }
}

#[test]
fn phones_are_of_the_country_of_the_language() {
    let phone = |text, language| read("phone", text, language);
    let brazil = Some(Value::text("+5511987654321"));
    assert_eq!(phone("(11) 98765-4321", "pt-BR"), brazil);
    assert_eq!(phone("(11) 98765-4321", "pt"), brazil);
    assert_eq!(phone("+55 11 98765-4321", "es"), brazil);
    assert_eq!(phone("(11) 98765-4321", "es"), None);
    assert_eq!(
        phone("212 555 2368", "en-US"),
        Some(Value::text("+12125552368"))
    );
}

#[test]
fn media_and_places_come_with_the_message() {
    let mut message = Incoming::text("1", "look");
    let image = Answer::Media(MediaKind::Image);
    let locale = Locale::of("pt");
    assert_eq!(image.read(&message, locale), None);
    message.attached = Some(Attached::Media(Box::new(Received {
        kind: MediaKind::Image,
        url: "/media/a".into(),
        name: None,
        size: Some(3),
        mime: None,
    })));
    let value = image.read(&message, locale).unwrap();
    assert_eq!(value.get("url"), Some(&Value::text("/media/a")));
    assert_eq!(
        Answer::Media(MediaKind::File).read(&message, locale),
        Some(value)
    );
    assert_eq!(Answer::Media(MediaKind::Audio).read(&message, locale), None);
    assert_eq!(
        Answer::Text.read(&message, locale),
        Some(Value::text("look"))
    );
    let place = read("location", "-23.55, -46.63", "pt").unwrap();
    assert_eq!(place.get("longitude"), Some(&Value::Float(-46.63)));
    for bad in ["-23.55", "100, 0", "here, there", "NaN, 0"] {
        assert_eq!(read("location", bad, "pt"), None, "{bad}");
    }
}

#[test]
fn what_may_stay_unanswered_can_be_skipped() {
    for text in ["-", "Pular", "skip", " saltar."] {
        assert!(is_skip(text), "{text}");
    }
    assert!(!is_skip("não"));
}
