//! Addresses: e-mail and pages.

/// One `@`, something before it, a dotted name after it; the domain in lower case. RFC 5321 limits the length to 254.
pub(crate) fn email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let fits = local_fits && text.len() <= 254 && is_domain(domain);
    fits.then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// The address of a page: `http` or `https`, which may be left out, then a dotted name in lower case; a
/// name and password before it are refused.
pub(super) fn url(text: &str) -> Option<String> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_lowercase(), rest),
        None => ("https".to_owned(), text),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let fits = matches!(scheme.as_str(), "http" | "https")
        && text.len() <= 2_048
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && port.parse::<u16>().is_ok()
        && is_domain(name);
    fits.then(|| format!("{scheme}://{}{path}", host.to_lowercase()))
}

/// Labels of letters, digits and hyphens, at least two, the last of at least two characters (RFC 1035;
/// letters of any script, RFC 5890).
fn is_domain(domain: &str) -> bool {
    let label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let top = labels
        .last()
        .is_some_and(|top| top.chars().count() > 1 && !top.chars().all(|c| c.is_ascii_digit()));
    labels.len() > 1 && labels.iter().all(label) && top
}
