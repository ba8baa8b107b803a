//! An admin sets the house up, and everyone sees what they may and no more.

use super::person::Person;
use super::staff::PASSWORD;
use super::stage::{Stage, play};

pub(super) const FORM: &str = "[data-testid=form]";

impl Person {
    /// Goes to a screen of the settings.
    pub(super) async fn sets_up(&self, section: &str) {
        self.presses_in("[data-testid=rail]", "Configurações").await;
        self.presses_in(".settings-nav", section).await;
        self.sees_in(".settings-head", section).await;
    }

    /// Tries to make another of an id that there is, and is told so at the field.
    pub(super) async fn is_refused_another(&self, button: &str, id: &str) {
        self.presses(button).await;
        self.fills("Identificador", id).await;
        self.presses_in(FORM, "Criar").await;
        self.sees_in(FORM, "Já existe um com este nome.").await;
        self.presses_in(FORM, "Cancelar").await;
        self.counts(FORM, 0).await;
    }

    async fn makes_a_user(&self, name: &str, user: &str, role: &str) {
        self.presses("Novo usuário").await;
        self.fills("Nome", name).await;
        self.fills("Usuário", user).await;
        self.chooses("Perfil", role).await;
        self.fills("Senha", PASSWORD).await;
        self.presses_in(FORM, "Criar").await;
        self.counts(FORM, 0).await;
        self.sees_in(&line(user), name).await;
        self.sees_in(&line(user), role).await;
    }
}

/// A line of a table, by its id.
pub(super) fn line(id: &str) -> String {
    format!("[data-testid=line][data-id='{id}']")
}

#[test]
fn an_admin_sets_the_house_up() {
    play("admin", async |stage| {
        let admin = first_sign_in(&stage).await;
        users(&stage, &admin).await;
        queue_and_inbox(&stage, &admin).await;
        values(&stage, &admin).await;
        what_others_see(&stage).await;
    });
}

async fn first_sign_in(stage: &Stage) -> Person {
    let admin = stage.person("admin").await;
    let password = stage.house(|house| house.password.clone());
    admin.opens("/desk").await;
    admin.fills("Usuário", "admin").await;
    admin.fills("Senha", "not this one").await;
    admin.presses_in("form", "Entrar").await;
    admin.sees("Usuário ou senha incorretos.").await;
    admin.fills("Senha", &password).await;
    admin.presses_in("form", "Entrar").await;
    admin.sees("Nenhuma conversa aberta").await;
    admin.is_at("/desk").await;
    admin
}

async fn users(stage: &Stage, admin: &Person) {
    admin.sets_up("Usuários").await;
    admin.makes_a_user("Caio Lima", "caio", "Supervisor").await;
    admin.makes_a_user("Bia Souza", "bia", "Atendente").await;
    admin.makes_a_user("Davi Reis", "davi", "Atendente").await;

    admin.presses("Novo usuário").await;
    admin.fills("Nome", "Outra Bia").await;
    admin.fills("Usuário", "bia").await;
    admin.presses_in(FORM, "Criar").await;
    admin.sees_in(FORM, "Este nome já está em uso.").await;
    admin.presses_in(FORM, "Cancelar").await;

    admin.presses_in(&line("davi"), "Redefinir senha").await;
    admin.presses_in(FORM, "Redefinir senha").await;
    admin
        .sees_in(FORM, "Esta é a nova senha de Davi Reis.")
        .await;
    let given = admin.each("[data-testid=new-password]").await.concat();
    assert!(given.len() >= 10, "{given}");
    admin.presses_in(FORM, "Concluir").await;

    let davi = stage.person("davi").await;
    davi.opens("/desk").await;
    davi.fills("Usuário", "davi").await;
    davi.fills("Senha", PASSWORD).await;
    davi.presses_in("form", "Entrar").await;
    davi.sees("Usuário ou senha incorretos.").await;
    davi.signs_in("davi", &given).await;
    davi.sees("Ninguém esperando").await;
}

async fn queue_and_inbox(stage: &Stage, admin: &Person) {
    admin.sets_up("Filas").await;
    admin.presses("Nova fila").await;
    admin.fills("Título", "Vendas & Pós-venda").await;
    admin
        .finds_written("Identificador", "vendas-pos-venda")
        .await;
    admin.presses_in(FORM, "Bia Souza").await;
    admin.presses_in(FORM, "Davi Reis").await;
    admin.presses_in(FORM, "Criar").await;
    admin
        .sees_in(&line("vendas-pos-venda"), "Bia Souza, Davi Reis")
        .await;
    admin
        .is_refused_another("Nova fila", "vendas-pos-venda")
        .await;

    admin.sets_up("Canais de entrada").await;
    admin.presses("Novo canal").await;
    admin.fills("Título", "Balcão").await;
    admin.finds_written("Identificador", "balcao").await;
    admin.chooses("Trilha", "Dúvidas frequentes").await;
    admin.chooses("Fila", "Vendas & Pós-venda").await;
    admin.presses_in(FORM, "Criar").await;
    admin.sees_in(&line("balcao"), "Balcão").await;
    admin.sees_in(&line("balcao"), "Dúvidas frequentes").await;
    admin.is_refused_another("Novo canal", "balcao").await;

    let customer = stage.person("customer").await;
    customer.opens("/chat/balcao").await;
    customer.sees("Balcão").await;
    customer.sees("Sobre o quê?").await;
}

async fn values(stage: &Stage, admin: &Person) {
    admin.sets_up("Variáveis de ambiente").await;
    admin.sees_in(&line("BRAND"), "Vereda").await;
    admin.presses_in(&line("BRAND"), "Editar").await;
    admin.fills("Valor", "Casa do Mato").await;
    admin.presses_in(FORM, "Salvar").await;
    admin.sees_in(&line("BRAND"), "Casa do Mato").await;
    let customer = stage.person("visitor").await;
    customer.opens("/chat/site").await;
    customer.sees("Sou a assistente da Casa do Mato.").await;

    admin.sets_up("Segredos").await;
    admin.presses("Novo segredo").await;
    admin.fills("Nome", "SHOP_KEY").await;
    admin.fills("Valor", "s3cr3t-value-1").await;
    admin.presses_in(FORM, "Criar").await;
    admin.sees_in(&line("SHOP_KEY"), "••••").await;
    admin.reloads().await;
    admin.sees_in(&line("SHOP_KEY"), "••••").await;
    admin.does_not_see("s3cr3t-value-1").await;
}

async fn what_others_see(stage: &Stage) {
    let bia = stage.person("bia").await;
    bia.signs_in("bia", PASSWORD).await;
    assert_eq!(
        bia.each("[data-testid=rail-trails]").await.len(),
        0,
        "agents do not draw trails"
    );
    bia.presses_in("[data-testid=rail]", "Configurações").await;
    bia.sees_each(".settings-nav a", &["Meu perfil"]).await;
    bia.opens("/desk/settings/users").await;
    bia.sees("Só administradores veem esta página").await;
    bia.does_not_see("Caio Lima").await;

    bia.opens("/studio").await;
    bia.counts("[data-testid=failure]", 1).await;
    bia.counts("[data-testid=trail]", 0).await;
    bia.opens("/desk").await;

    let caio = stage.person("caio").await;
    caio.signs_in("caio", PASSWORD).await;
    caio.counts("[data-testid=rail-trails]", 1).await;
    caio.opens("/desk/settings/secrets").await;
    caio.sees("Só administradores veem esta página").await;
    caio.does_not_see("SHOP_KEY").await;
    caio.opens("/studio/faq").await;
    caio.goes_to_step("delivery").await;
    caio.counts("[data-testid=state][data-state=locked]", 1)
        .await;
    caio.counts("[data-testid=save]", 0).await;
    caio.counts("[data-testid=inspector] textarea:read-write", 0)
        .await;
    let draft = stage.house(|house| house.flow("faq.yaml"));
    let draft = std::fs::read_to_string(draft).unwrap();
    assert!(draft.contains("De 2 a 5 dias"), "only admins write drafts");

    bia.presses("Menu de Bia Souza").await;
    bia.presses("Sair").await;
    bia.sees("Entre para atender e desenhar trilhas.").await;
    bia.opens("/desk").await;
    bia.sees("Entre para atender e desenhar trilhas.").await;
}
