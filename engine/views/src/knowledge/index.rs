//! The index: which passages are about a question.

use super::Document;
use super::passages::{self, Passage};
use super::tongue::{Tongue, Words};
use std::collections::BTreeSet;
use std::fmt;
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::BooleanQuery;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

/// Memory for making an index: enough for the largest that a trail may name in one piece.
const WORKSHOP: usize = 32 << 20;
/// Words of a question that are looked for: more tell no more, and each costs a look-up.
const ASKED: usize = 64;
/// The part of the best score that a passage must have, so that one shared word beside an answer is not one.
const FLOOR: f32 = 0.25;

/// An index cannot be made or read: a fault of the program or of memory, never of a document.
#[derive(Debug, thiserror::Error)]
#[error("the index of documents is broken: {0}")]
pub struct KnowledgeError(#[from] TantivyError);

/// Documents that can be asked.
pub struct Knowledge {
    passages: Vec<Passage>,
    searcher: Searcher,
    fields: Vec<(Field, Tongue, Words)>,
}

impl fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passages = self.passages.len();
        f.debug_struct("Knowledge")
            .field("passages", &passages)
            .finish_non_exhaustive()
    }
}

impl Knowledge {
    /// Cuts documents into passages and indexes them, each in its language.
    pub fn of(documents: &[Document<'_>]) -> Result<Self, KnowledgeError> {
        let mut schema = Schema::builder();
        let tokenizers = TokenizerManager::new();
        let mut fields: Vec<(Field, Tongue, Words)> = Vec::new();
        for document in documents {
            let tongue = Tongue::of(document.language);
            if fields.iter().any(|(_, known, _)| *known == tongue) {
                continue;
            }
            for words in [Words::Written, Words::Typed] {
                let name = tongue.name(words);
                tokenizers.register(&name, tongue.analyzer(words));
                let indexing = TextFieldIndexing::default()
                    .set_tokenizer(&name)
                    .set_index_option(IndexRecordOption::WithFreqs);
                let options = TextOptions::default().set_indexing_options(indexing);
                fields.push((schema.add_text_field(&name, options), tongue, words));
            }
        }
        let mut writer = Index::builder()
            .schema(schema.build())
            .tokenizers(tokenizers)
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), WORKSHOP)?;
        let mut all = Vec::new();
        for document in documents {
            let tongue = Tongue::of(document.language);
            for passage in passages::of(document) {
                let mut words = TantivyDocument::new();
                for (field, ..) in fields.iter().filter(|(_, known, _)| *known == tongue) {
                    // A heading says what it is about: its words count twice.
                    for text in [
                        &passage.heading,
                        &passage.heading,
                        &passage.title,
                        &passage.text,
                    ] {
                        words.add_text(*field, text);
                    }
                }
                writer.add_document(words)?;
                all.push(passage);
            }
        }
        let reader = writer
            .finalize()?
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            passages: all,
            searcher: reader.searcher(),
            fields,
        })
    }

    /// How many passages there are.
    pub fn len(&self) -> usize {
        self.passages.len()
    }

    /// Whether the documents say nothing at all.
    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// The passages that are about a question, the nearest first, `most` of them at most: those that share a
    /// word with it that means something, and are at least a quarter as near as the nearest.
    pub fn find(&self, question: &str, most: usize) -> Result<Vec<&Passage>, KnowledgeError> {
        let terms = self.terms(question);
        if terms.is_empty() || most == 0 {
            return Ok(Vec::new());
        }
        let query = BooleanQuery::new_multiterms_query(terms);
        let best = TopDocs::with_limit(most).order_by_score();
        let found = self.searcher.search(&query, &best)?;
        let floor = found.first().map_or(0.0, |(score, _)| score * FLOOR);
        // One segment, written in order: the number of a document in it is the passage's.
        let passage = |doc: u32| self.passages.get(usize::try_from(doc).ok()?);
        Ok(found
            .into_iter()
            .filter(|(score, _)| *score >= floor)
            .filter_map(|(_, place)| passage(place.doc_id))
            .collect())
    }

    fn terms(&self, question: &str) -> Vec<Term> {
        let mut terms = BTreeSet::new();
        for (field, tongue, words) in &self.fields {
            let mut analyzer = tongue.analyzer(*words);
            let mut stream = analyzer.token_stream(question);
            let mut left = ASKED;
            while left > 0 && stream.advance() {
                left -= 1;
                let word = &stream.token().text;
                // A letter by itself means nothing, whatever the list of such words says.
                if word.len() > 1 || word.bytes().all(|byte| byte.is_ascii_digit()) {
                    terms.insert(Term::from_field_text(*field, word));
                }
            }
        }
        terms.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    const SHOP: &str = "# Trocas e devoluções\n\n## Prazo para devolver\n\nAceitamos devoluções em até 30 dias.\n\n## Quem paga o frete\n\nA coleta é por nossa conta.\n";
    const PAYMENT: &str = "# Pagamento\n\n## Formas de pagamento\n\nPix, boleto e cartão em até 10 vezes.\n\n## Nota fiscal\n\nA nota fiscal chega por e-mail.\n";

    fn shop() -> Knowledge {
        let document = |file, text| Document {
            file,
            language: "pt-BR",
            text,
        };
        Knowledge::of(&[
            document("trocas.md", SHOP),
            document("pagamento.md", PAYMENT),
        ])
        .unwrap()
    }

    fn first(knowledge: &Knowledge, question: &str) -> String {
        let found = knowledge.find(question, 4).unwrap();
        found
            .first()
            .map(|one| one.heading.clone())
            .unwrap_or_default()
    }

    #[test]
    fn what_is_asked_is_found_by_its_stems_with_accents_or_without() {
        let shop = shop();
        for (question, heading) in [
            ("Qual o prazo das devoluções?", "Prazo para devolver"),
            ("prazo devolucoes", "Prazo para devolver"),
            ("devolução", "Prazo para devolver"),
            ("DEVOLVENDO", "Prazo para devolver"),
            ("quem paga a coleta", "Quem paga o frete"),
            ("cartao de credito", "Formas de pagamento"),
            ("notas fiscais", "Nota fiscal"),
        ] {
            assert_eq!(first(&shop, question), heading, "{question}");
        }
    }

    #[test]
    fn one_and_many_are_found_however_they_are_typed() {
        let pairs = [
            ("pt-BR", "informação", "informacoes"),
            ("pt-BR", "informações", "informacao"),
            ("pt-BR", "devolução", "devolucoes"),
            ("pt-BR", "devoluções", "Devolucao"),
            ("pt-BR", "pão", "pães"),
            ("pt-BR", "pães", "pao"),
            ("pt-BR", "pão", "paes"),
            ("pt-BR", "irmãos", "irmao"),
            ("pt-BR", "cartões", "cartao"),
            ("pt-BR", "disponível", "disponiveis"),
            ("pt-BR", "hotéis", "hotel"),
            ("pt-BR", "emergências", "emergencia"),
            ("pt-BR", "médico", "medicos"),
            ("es", "reparación", "reparacion"),
            ("es", "reparaciones", "reparacion"),
            ("es", "reparación", "reparaciones"),
            ("es", "envíos", "envio"),
            ("es", "tecnología", "tecnologias"),
            ("en", "café", "cafes"),
            ("en", "résumés", "resume"),
        ];
        for (language, written, typed) in pairs {
            let text = format!("## One\n\n{written}\n\n## Two\n\nkiosk\n");
            let found = Knowledge::of(&[Document {
                file: "a.md",
                language,
                text: &text,
            }])
            .unwrap();
            assert_eq!(
                first(&found, typed),
                "One",
                "{language}: {written}, {typed}"
            );
            assert_eq!(first(&found, written), "One", "{language}: {written}");
        }
    }

    #[test]
    fn words_that_only_end_alike_are_not_the_same() {
        let found = Knowledge::of(&[Document {
            file: "a.md",
            language: "pt-BR",
            text: "## A\n\nnação\n\n## B\n\npaís\n\n## C\n\nseis\n",
        }])
        .unwrap();
        for (question, heading) in [("noção", ""), ("pão", ""), ("selo", ""), ("nações", "A")]
        {
            assert_eq!(first(&found, question), heading, "{question}");
        }
    }

    #[test]
    fn words_that_mean_nothing_find_nothing() {
        let shop = shop();
        for question in [
            "",
            "?!",
            "e o que é de até para",
            "bicicleta",
            &"x".repeat(5_000),
        ] {
            assert_eq!(
                shop.find(question, 4).unwrap(),
                Vec::<&Passage>::new(),
                "{question}"
            );
        }
        assert!(shop.find("devolução", 0).unwrap().is_empty());
    }

    #[test]
    fn each_language_is_compared_in_its_own_way() {
        let document = |file, language, text| Document {
            file,
            language,
            text,
        };
        let both = Knowledge::of(&[
            document("pt.md", "pt-BR", "## Entregas\n\nEntregamos em 5 dias."),
            document("en.md", "en", "## Deliveries\n\nWe deliver in 5 days."),
            document("es.txt", "es", "Los envíos tardan 5 días."),
            document("xx.md", "tlh", "## Qapla\n\nnuqneH."),
        ])
        .unwrap();
        let file = |question| {
            let found = both.find(question, 1).unwrap();
            found.first().map(|one| one.file.as_str())
        };
        assert_eq!(file("entregar"), Some("pt.md"));
        assert_eq!(file("delivered"), Some("en.md"));
        assert_eq!(file("envio"), Some("es.txt"));
        assert_eq!(file("NUQNEH"), Some("xx.md"));
    }

    #[test]
    fn nothing_can_be_asked_of_documents_that_say_nothing() {
        let empty = Knowledge::of(&[]).unwrap();
        assert!(empty.is_empty() && empty.find("devolução", 4).unwrap().is_empty());
        assert_eq!(shop().len(), 4);
    }

    #[test]
    fn what_is_far_from_the_best_is_left_out() {
        let mut text = String::from(
            "## Garantia estendida\n\nA garantia estendida cobre a garantia da garantia.\n",
        );
        for number in 0..50 {
            write!(text, "\n## Item {number}\n\nSem garantia, mas com muitas outras palavras que nada dizem disto: azul, verde, amarelo, roxo, cinza e assim por diante.\n").unwrap();
        }
        let many = Knowledge::of(&[Document {
            file: "a.md",
            language: "pt",
            text: &text,
        }])
        .unwrap();
        assert_eq!(many.find("garantia estendida", 4).unwrap().len(), 1);
    }
}
