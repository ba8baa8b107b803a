//! A story: its server, its people, and what is kept when it goes wrong.

use super::driver::Driver;
use super::house::{House, root};
use super::person::Person;
use std::future::Future;
use std::sync::{Arc, Mutex};

/// What a story plays on.
#[derive(Clone)]
pub(super) struct Stage {
    name: &'static str,
    driver: &'static Driver,
    house: Arc<Mutex<House>>,
    people: Arc<Mutex<Vec<Person>>>,
}

/// Plays a story over a server of its own, and looks at every browser's log afterwards.
pub(super) fn play<F>(name: &'static str, story: impl FnOnce(Stage) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    play_over(|| House::open(true), name, story);
}

/// As [`play`], over a server where nothing is published but by hand.
pub(super) fn play_by_hand<F>(name: &'static str, story: impl FnOnce(Stage) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    play_over(|| House::open(false), name, story);
}

fn play_over<F>(house: impl FnOnce() -> House, name: &'static str, story: impl FnOnce(Stage) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(driver) = Driver::shared() else {
        println!("SKIP: browser: no Chromium, and TRILHA_SKIP_BROWSER=1");
        return;
    };
    let stage = Stage {
        name,
        driver,
        house: Arc::new(Mutex::new(house())),
        people: Arc::default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let told = tokio::spawn(story(stage.clone())).await;
        let complaints = stage.ends(told.is_err()).await;
        if let Err(error) = told {
            std::panic::resume_unwind(error.into_panic());
        }
        assert!(
            complaints.is_empty(),
            "the browsers complained: {complaints:#?}"
        );
    });
}

impl Stage {
    /// Somebody opens a browser.
    pub(super) async fn person(&self, name: &str) -> Person {
        self.person_at(name, self.house(|house| house.address()))
            .await
    }

    /// Somebody opens a browser whose way to the server is another.
    pub(super) async fn person_at(&self, name: &str, home: String) -> Person {
        let person = Person::new(name, home, self.driver.open().await);
        self.people.lock().unwrap().push(person.clone());
        person.screen(1440, 900, false).await;
        person
    }

    /// The server, for a moment.
    pub(super) fn house<T>(&self, with: impl FnOnce(&mut House) -> T) -> T {
        with(&mut self.house.lock().unwrap())
    }

    async fn ends(&self, failed: bool) -> Vec<String> {
        let people: Vec<Person> = std::mem::take(&mut *self.people.lock().unwrap());
        let mut complaints = Vec::new();
        for person in people {
            for complaint in person.complaints().await {
                complaints.push(format!("{}: {complaint}", person.name()));
            }
            if failed {
                self.keep(&person).await;
            }
            person.leaves().await;
        }
        if failed {
            println!("{complaints:#?}\n{}", self.house(|house| house.log()));
        }
        if std::env::var("TRILHA_KEEP").is_ok_and(|value| value == "1") {
            println!("{}: {:?}", self.name, self.house(House::keep));
        }
        complaints
    }

    /// What each person had before them when it went wrong.
    async fn keep(&self, person: &Person) {
        let folder = root().join("target").join("browser");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{}-{}.png", self.name, person.name()));
        drop(person.photographs(&path).await);
        println!(
            "{} had this before them, see {}:",
            person.name(),
            path.display()
        );
        println!("{}\n", person.text("").await.unwrap_or_else(|error| error));
    }
}
