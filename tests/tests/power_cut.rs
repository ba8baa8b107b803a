//! A simulated power cut: the file system of a running journal is shut down under it, without its journal
//! being written, and what was acknowledged before must be there after mounting it again.
//!
//! Needs root, loop devices, `mkfs.ext4` and `perl`, and `TRILHA_CRASH` set to the number of rounds, as
//! `cargo xtask crash` does.

#[cfg(test)]
mod journal {
    #[expect(dead_code, reason = "the journal's suite uses the rest")]
    mod build;
    pub(crate) mod load;
}

#[cfg(test)]
mod power {
    use super::journal::load::{Heard, Load, start};
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    /// An ext4 in a file, mounted while this lives.
    struct Disk {
        image: PathBuf,
        at: PathBuf,
    }

    impl Disk {
        fn format(dir: &Path) -> Result<Self, String> {
            let disk = Self {
                image: dir.join("image"),
                at: dir.join("mounted"),
            };
            std::fs::create_dir(&disk.at).map_err(|error| error.to_string())?;
            let file = std::fs::File::create(&disk.image).map_err(|error| error.to_string())?;
            file.set_len(512 << 20).map_err(|error| error.to_string())?;
            run(Command::new("mkfs.ext4")
                .args(["-q", "-F"])
                .arg(&disk.image))?;
            disk.mount()?;
            Ok(disk)
        }

        fn mount(&self) -> Result<(), String> {
            run(Command::new("mount")
                .args(["-o", "loop"])
                .args([&self.image, &self.at]))
        }

        /// `FS_IOC_SHUTDOWN` with `NOLOGFLUSH`: nothing more reaches the disk from this moment on.
        fn cut(&self) -> Result<(), String> {
            let shutdown = "open(my $d, '<', $ARGV[0]) or die $!; my $how = pack('L', 2); ioctl($d, 0x8004587D, $how) or die $!";
            run(Command::new("perl").args(["-e", shutdown]).arg(&self.at))
        }

        fn unmount(&self) -> Result<(), String> {
            run(Command::new("umount").arg(&self.at))
        }
    }

    impl Drop for Disk {
        fn drop(&mut self) {
            if self.unmount().is_err() {
                let lazily = run(Command::new("umount").arg("-l").arg(&self.at));
                lazily.unwrap_or_else(|error| say(&format!("left mounted: {error}")));
            }
        }
    }

    fn run(command: &mut Command) -> Result<(), String> {
        let done = command
            .output()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let told = String::from_utf8_lossy(&done.stderr);
        done.status
            .success()
            .then_some(())
            .ok_or_else(|| format!("{command:?}: {told}"))
    }

    /// Also seen when the test passes.
    fn say(line: &str) {
        writeln!(std::io::stderr(), "power cut: {line}").unwrap();
    }

    /// Counted by `cargo xtask test`.
    fn skip(reason: &str) {
        writeln!(std::io::stderr(), "SKIP: power cut: {reason}").unwrap();
    }

    #[test]
    fn what_was_acknowledged_survives_a_power_cut() {
        let Some(rounds) = std::env::var("TRILHA_CRASH")
            .ok()
            .and_then(|rounds| rounds.parse::<usize>().ok())
        else {
            return skip("TRILHA_CRASH, the number of rounds, is not set");
        };
        let dir = tempfile::tempdir().unwrap();
        let disk = match Disk::format(dir.path()) {
            Ok(disk) => disk,
            Err(reason) => return skip(&reason),
        };
        let journal = disk.at.join("journal");
        let mut heard = Heard::default();
        for round in 1..=rounds {
            let segment = [2_000, 20_000, 64 << 20][round % 3];
            let mut child = start(
                &journal,
                &Load {
                    segment,
                    spread: 50,
                },
                "",
            );
            let target = heard.acks + 61 * round;
            heard.listen(&mut child, |heard| heard.acks >= target);
            assert!(heard.acks >= target, "the load ended by itself");
            disk.cut().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            disk.unmount().unwrap();
            disk.mount().unwrap();
            heard.all_there(&journal);
        }
        say(&format!(
            "{rounds} rounds, {} acknowledgements, none lost",
            heard.acks
        ));
    }
}
