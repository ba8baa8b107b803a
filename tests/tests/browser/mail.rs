//! The mail server is set, tried, and says in its own words why it takes nothing.

use super::admin::FORM;
use super::eyes::until;
use super::person::Person;
use super::post::Post;
use super::stage::play;

const LINE: &str = "[data-testid=line]";

impl Person {
    /// Sends an e-mail to see whether one goes out.
    async fn tries_mail(&self, to: &str) {
        self.presses_in(LINE, "Enviar um e-mail de teste").await;
        self.fills("Para", to).await;
        self.presses_in(FORM, "Enviar").await;
    }

    /// Sets a field of the mail server anew.
    async fn sets_mail(&self, field: &str, value: &str) {
        self.presses_in(LINE, "Editar").await;
        self.fills(field, value).await;
        self.presses_in(FORM, "Salvar").await;
        self.counts(FORM, 0).await;
    }
}

#[test]
fn a_mail_server_is_set_and_tried() {
    play("mail", async |stage| {
        let post = Post::busy(0).await;
        let admin = stage.author().await;
        admin.sets_up("E-mail").await;
        admin.sees("Nenhum servidor de e-mail ainda").await;
        admin.presses("Definir servidor de e-mail").await;
        admin.fills("Servidor", "127.0.0.1").await;
        admin
            .chooses("Segurança", "Nenhuma: só dentro de uma rede")
            .await;
        admin.finds_written("Porta", "25").await;
        admin.fills("Porta", &post.port.to_string()).await;
        admin.fills("Usuário", "loja").await;
        admin.fills("Senha", "s3cret").await;
        admin.fills("Remetente", "Loja <oi@loja.example>").await;
        admin.presses_in(FORM, "Salvar").await;
        admin.counts(FORM, 0).await;
        admin
            .sees_in(LINE, &format!("127.0.0.1:{}", post.port))
            .await;
        admin.does_not_see("s3cret").await;

        admin.tries_mail("ana@example.com").await;
        admin
            .sees_in(FORM, "O servidor aceitou o e-mail para ana@example.com.")
            .await;
        admin.keeps("mail/sent").await;
        admin.counts("[data-testid=new]", 0).await;
        let letter = until("the mail server", "for a letter", || async {
            post.letters().pop().ok_or("none came".to_owned())
        })
        .await;
        assert_eq!((&*letter.user, &*letter.from), ("loja", "oi@loja.example"));
        assert_eq!(letter.to, ["ana@example.com"]);
        assert!(letter.data.contains("Subject:"), "{}", letter.data);
        admin.presses_in(FORM, "Cancelar").await;

        admin.expects_log("status of 502");
        admin.sets_mail("Senha", "wrong").await;
        let failed = "O servidor de e-mail não aceitou o e-mail.";
        is_refused(&admin, failed, "535").await;
        // Nobody listens there.
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let nowhere = closed.local_addr().unwrap().port();
        drop(closed);
        admin.sets_mail("Porta", &nowhere.to_string()).await;
        let failed = "Não houve conexão com o servidor de e-mail.";
        is_refused(&admin, failed, "refused").await;
        assert_eq!(post.letters().len(), 1, "{:?}", post.letters());
    });
}

async fn is_refused(admin: &Person, failed: &str, why: &str) {
    admin.tries_mail("ana@example.com").await;
    admin.sees_in(FORM, failed).await;
    admin.sees_in("[data-testid=form-error]", why).await;
    admin.keeps_both(&format!("mail/{why}")).await;
    admin.presses_in(FORM, "Cancelar").await;
}
