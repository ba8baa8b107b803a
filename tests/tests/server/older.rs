//! What an older version wrote: states of another shape are folded again from their events.

use crate::desk::handed_over;
use crate::house::{House, TALK};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_of_an_older_version_is_gone_on_with() {
    let house = House::meddling(
        |_| {},
        Box::new(|writes| writes.iter_mut().for_each(|write| write.state[0] = 0)),
    )
    .await;
    let people = house.desk("support", &["ana"]).await;
    house.talk("talk", TALK).await;
    let waiting = handed_over(&house).await;
    let (walking, _) = house.visit("talk").await;
    walking.say("c1", "Otto").await;
    let closed = handed_over(&house).await;
    people[0].act(&closed, json!("Take")).await.ok(200);
    people[0].act(&closed, json!("Resolve")).await.ok(200);
    closed.say("c3", "More").await;
    let before = [waiting.address().to_owned(), closed.address().to_owned()];
    assert_eq!(people[0].list("waiting").await, before[..1]);
    let tokens = [waiting.token, walking.token];
    drop(people);
    let house = house
        .restart_after(|folder| std::fs::remove_dir_all(folder.join("data/views")).unwrap())
        .await;
    let ana = house.sign_in("ana", "password ana").await;
    assert_eq!(ana.list("waiting").await, before[..1]);
    assert_eq!(ana.list("closed").await, before[1..]);
    let [waiting, walking] = tokens.map(|token| crate::house::Visitor {
        house: &house,
        inbox: "talk".into(),
        token,
    });
    assert_eq!(
        walking.say("c2", "More").await,
        ["There is more.", "Well, Otto?"]
    );
    ana.act(&waiting, json!("Take")).await.ok(200);
    assert_eq!(ana.list("mine").await, before[..1]);
    ana.act(
        &waiting,
        json!({ "Reply": { "id": "r1", "text": "Here." } }),
    )
    .await
    .ok(200);
    waiting.hears("Here.").await;
}
