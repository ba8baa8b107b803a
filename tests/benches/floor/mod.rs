//! The floor: one thread that groups what waits, appends the bytes, syncs once, and answers.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::mpsc;
use tokio::sync::oneshot;

/// A plain file with group-committed `fdatasync`.
#[derive(Clone)]
pub(crate) struct Floor(mpsc::Sender<(Vec<u8>, oneshot::Sender<()>)>);

impl Floor {
    /// A new file in a folder.
    pub(crate) fn open(dir: &Path) -> Self {
        let file = File::create(dir.join("floor")).expect("a file");
        let (sender, queue) = mpsc::channel::<(Vec<u8>, oneshot::Sender<()>)>();
        std::thread::spawn(move || {
            let mut end = 0;
            while let Ok(first) = queue.recv() {
                let (mut bytes, mut waiting) = (first.0, vec![first.1]);
                while waiting.len() < 512
                    && let Ok((more, answer)) = queue.try_recv()
                {
                    bytes.extend_from_slice(&more);
                    waiting.push(answer);
                }
                file.write_all_at(&bytes, end).expect("written");
                file.sync_data().expect("synced");
                end += bytes.len() as u64;
                for answer in waiting {
                    answer.send(()).expect("an appender waits");
                }
            }
        });
        Self(sender)
    }

    /// Returns once the bytes are durable.
    pub(crate) async fn append(&self, bytes: Vec<u8>) {
        let (answer, answered) = oneshot::channel();
        self.0.send((bytes, answer)).expect("the writer lives");
        answered.await.expect("an answer");
    }
}
