//! What the tests print, counted: results, and the tests that skipped themselves.

/// The sums over every test binary of a run.
#[derive(Default)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
    ignored: usize,
    /// Stages, and parts of them, that this program left out.
    left_out: usize,
    skips: Vec<String>,
    inside_successes: bool,
}

impl Tally {
    /// Takes in one printed line; the answer is whether a person needs to see it.
    ///
    /// The test harness is asked to show the output of passing tests, for the sake of `SKIP:` lines alone.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        if let Some(reason) = line.trim().strip_prefix("SKIP:") {
            self.skips.push(reason.trim().to_owned());
            return true;
        }
        if line == "successes:" {
            self.inside_successes = true;
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.inside_successes = false;
        }
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
            self.ignored += number_before(result, " ignored");
        }
        !self.inside_successes
    }

    /// Notes something left out on purpose that no test harness counts.
    pub(crate) fn leave_out(&mut self, reason: &str) {
        self.left_out += 1;
        self.skips.push(reason.to_owned());
    }

    /// Every skip, in the order it was printed.
    pub(crate) fn skips(&self) -> &[String] {
        &self.skips
    }

    /// The skips that no line of the agreed list begins.
    pub(crate) fn unexpected(&self, agreed: &str) -> Vec<&str> {
        let agreed: Vec<&str> = agreed
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        self.skips
            .iter()
            .map(String::as_str)
            .filter(|skip| !agreed.iter().any(|start| skip.starts_with(start)))
            .collect()
    }

    /// The last line of a run. A test that skipped itself counts as skipped, not as passed.
    pub(crate) fn summary(&self) -> String {
        let by_themselves = self.skips.len() - self.left_out;
        let passed = self.passed.saturating_sub(by_themselves);
        format!(
            "{passed} passed, {} failed, {} skipped",
            self.failed,
            self.ignored + self.skips.len()
        )
    }
}

fn number_before(text: &str, word: &str) -> usize {
    text.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "\
running 3 tests
test a ... ok
test b ... ok
test c ... ignored

successes:

---- a stdout ----
noise
SKIP: no loop devices here


successes:
    a
    b

test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
";

    fn read(text: &str) -> (Tally, Vec<&str>) {
        let mut tally = Tally::default();
        let shown = text.lines().filter(|line| tally.take(line)).collect();
        (tally, shown)
    }

    #[test]
    fn results_are_summed_and_a_skip_is_not_a_pass() {
        let (mut tally, _) = read(RUN);
        assert_eq!(tally.summary(), "1 passed, 0 failed, 2 skipped");
        tally.take("test result: FAILED. 10 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2s");
        assert_eq!(tally.summary(), "11 passed, 3 failed, 2 skipped");
    }

    #[test]
    fn the_output_of_passing_tests_stays_hidden_but_for_skips() {
        let (_, shown) = read(RUN);
        assert!(!shown.contains(&"noise") && shown.contains(&"SKIP: no loop devices here"));
        assert!(shown.last().unwrap().starts_with("test result: ok"));
    }

    #[test]
    fn the_output_of_failing_tests_is_shown() {
        let (_, shown) = read("successes:\n    a\n\nfailures:\n\n---- b stdout ----\nleft: 1\n");
        assert_eq!(shown, ["failures:", "", "---- b stdout ----", "left: 1"]);
    }

    #[test]
    fn a_skip_is_agreed_to_by_how_it_begins() {
        let (tally, _) = read("SKIP: power cut: needs root\nSKIP: no browser\n");
        assert_eq!(
            tally.unexpected("# a comment\n\npower cut:\n"),
            ["no browser"]
        );
        assert_eq!(
            tally.unexpected(""),
            ["power cut: needs root", "no browser"]
        );
    }

    #[test]
    fn what_the_runner_leaves_out_takes_nothing_from_the_passed() {
        let (mut tally, _) = read("test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured;");
        tally.leave_out("browser: asked for");
        assert_eq!(tally.summary(), "2 passed, 0 failed, 1 skipped");
    }
}
