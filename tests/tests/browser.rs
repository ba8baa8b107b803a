//! Customer, agents and admin at once, each in a browser of their own, before the real server.
//!
//! Needs Chromium and its driver: `TRILHA_CHROMIUM` and `TRILHA_CHROMEDRIVER`, or what the path has. The
//! server is `TRILHA_BIN`, or the `trilha` beside this test. `TRILHA_SCREENS=1` also takes the pictures of
//! the README, `TRILHA_KEEP=1` keeps the data folders of the stories.

#[cfg(test)]
mod browser {
    mod delay;
    mod driver;
    mod ears;
    mod eyes;
    mod guests;
    mod hands;
    mod house;
    mod leash;
    mod line;
    mod person;
    #[path = "../server/post.rs"]
    mod post;
    #[path = "../server/receiver.rs"]
    mod receiver;
    #[expect(dead_code, reason = "the server's tests have it do more")]
    #[path = "../server/service.rs"]
    mod service;
    mod staff;
    mod stage;
    mod trails;

    mod admin;
    mod attached;
    mod automations;
    mod calendars;
    mod contents;
    mod customer;
    mod customs;
    mod desk;
    mod dialogs;
    mod files;
    mod groups;
    mod hooks;
    mod kinds;
    mod mail;
    mod moving;
    mod narrow;
    mod people;
    mod phone;
    mod player;
    mod readers;
    mod restart;
    mod screens;
    mod streamed;
    mod studio;
    mod tabs;
    mod teams;
    mod tested;
    mod tokens;
    mod versions;
}
