//! Which names a source takes from outside, which of them it may change, and what it calls.

use rhai::{AST, ASTNode, Expr, FnCallExpr, Stmt, StmtBlock};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// What a source does with names it does not define itself.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    /// Free variables, in order of first use.
    pub(crate) names: Vec<SmolStr>,
    /// Free variables that are assigned.
    pub(crate) assigned: BTreeSet<SmolStr>,
    /// Free variables that may change: assigned, called upon, handed over or captured.
    pub(crate) touched: BTreeSet<SmolStr>,
    /// Literal names of exits.
    pub(crate) exits: BTreeSet<SmolStr>,
    /// Functions called that are not defined here, with the number of arguments.
    pub(crate) calls: BTreeSet<(SmolStr, usize)>,
    /// Variables and keys of maps that may hold a function, and be called by their names.
    pub(crate) holders: BTreeSet<SmolStr>,
    /// It asks for the time or for chance.
    pub(crate) timed: bool,
    /// It makes functions that capture variables.
    pub(crate) captures: bool,
}

/// Reads the statements of an unoptimised source; bodies of functions see no outer variables, so
/// only their calls count.
pub(crate) fn of(ast: &AST) -> Reads {
    let functions: BTreeSet<(SmolStr, usize)> = ast
        .iter_functions()
        .map(|f| (SmolStr::new(f.name), f.params.len()))
        .collect();
    let mut reader = Reader {
        reads: Reads::default(),
        locals: Vec::new(),
        functions,
    };
    for statement in ast.statements() {
        reader.statement(statement);
    }
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) => {
                reader.call(
                    call,
                    matches!(path.last(), Some(ASTNode::Expr(Expr::MethodCall(..)))),
                );
            }
            Some(ASTNode::Stmt(Stmt::FnCall(call, _))) => reader.call(call, false),
            Some(ASTNode::Stmt(Stmt::Share(_))) => reader.reads.captures = true,
            Some(ASTNode::Stmt(Stmt::Var(parts, ..))) => {
                reader.reads.holders.insert(SmolStr::new(&parts.0.name));
            }
            Some(ASTNode::Stmt(Stmt::Assignment(parts))) => {
                let key = last_key(&parts.1.lhs).map(SmolStr::new);
                reader.reads.holders.extend(key);
            }
            Some(ASTNode::Expr(Expr::Map(entries, _))) => {
                let keys = entries.0.iter().map(|(key, _)| SmolStr::new(&key.name));
                reader.reads.holders.extend(keys);
            }
            _ => {}
        }
        true
    });
    let Reads { calls, holders, .. } = &mut reader.reads;
    calls.retain(|(name, _)| !holders.contains(name));
    reader.reads
}

struct Reader {
    reads: Reads,
    locals: Vec<SmolStr>,
    functions: BTreeSet<(SmolStr, usize)>,
}

impl Reader {
    fn call(&mut self, call: &FnCallExpr, on_object: bool) {
        let arguments = call.args.len() + usize::from(on_object);
        match call.name.as_str() {
            "now" | "random" | "today" | "pick" | "uuid" => self.reads.timed = true,
            "exit" => {
                if let Some(Expr::StringConstant(name, _)) = call.args.first() {
                    self.reads.exits.insert(SmolStr::new(name));
                }
            }
            _ => {}
        }
        let key = (SmolStr::new(&call.name), arguments);
        let is_name = call
            .name
            .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if is_name && !self.functions.contains(&key) {
            self.reads.calls.insert(key);
        }
    }

    fn is_free(&self, name: &str) -> bool {
        !self.locals.iter().any(|local| local == name)
    }

    fn read(&mut self, name: &str) {
        let known = self.reads.names.iter().any(|known| known == name);
        let function = self.functions.iter().any(|(function, _)| function == name);
        if self.is_free(name) && !known && !function {
            self.reads.names.push(SmolStr::new(name));
        }
    }

    fn touch(&mut self, name: &str) {
        if self.is_free(name) {
            self.reads.touched.insert(SmolStr::new(name));
        }
    }

    fn block(&mut self, block: &StmtBlock) {
        let before = self.locals.len();
        for statement in block {
            self.statement(statement);
        }
        self.locals.truncate(before);
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::If(parts, _) | Stmt::While(parts, _) => {
                self.expression(&parts.expr);
                self.block(&parts.body);
                self.block(&parts.branch);
            }
            Stmt::Do(parts, ..) => {
                self.block(&parts.body);
                self.expression(&parts.expr);
            }
            Stmt::Switch(parts, _) => {
                self.expression(&parts.0);
                for case in &parts.1.expressions {
                    self.expression(&case.lhs);
                    self.expression(&case.rhs);
                }
            }
            Stmt::For(parts, _) => {
                let (item, counter, parts) = &**parts;
                self.expression(&parts.expr);
                let before = self.locals.len();
                self.locals.push(SmolStr::new(&item.name));
                self.locals
                    .extend(counter.iter().map(|counter| SmolStr::new(&counter.name)));
                self.block(&parts.body);
                self.locals.truncate(before);
            }
            Stmt::Var(parts, ..) => {
                self.expression(&parts.1);
                self.locals.push(SmolStr::new(&parts.0.name));
            }
            Stmt::Assignment(parts) => self.assignment(&parts.1.lhs, &parts.1.rhs),
            Stmt::FnCall(call, _) => self.arguments(call),
            Stmt::Block(block) => self.block(block),
            Stmt::TryCatch(parts, _) => {
                self.block(&parts.body);
                let before = self.locals.len();
                if let Expr::Variable(caught, ..) = &parts.expr {
                    self.locals.push(SmolStr::new(&caught.1));
                }
                self.block(&parts.branch);
                self.locals.truncate(before);
            }
            Stmt::Expr(expression) => self.expression(expression),
            Stmt::BreakLoop(Some(expression), ..) | Stmt::Return(Some(expression), ..) => {
                self.expression(expression);
            }
            Stmt::Share(captured) => {
                for (name, _) in captured.iter() {
                    self.read(&name.name);
                    self.touch(&name.name);
                }
            }
            _ => {}
        }
    }

    fn assignment(&mut self, target: &Expr, value: &Expr) {
        if let Some(root) = root(target) {
            self.touch(root);
            if self.is_free(root) {
                self.reads.assigned.insert(SmolStr::new(root));
            }
        }
        self.expression(target);
        self.expression(value);
    }

    fn arguments(&mut self, call: &FnCallExpr) {
        if let (None, Some(Expr::Variable(first, ..))) = (&call.op_token, call.args.first()) {
            self.touch(&first.1);
        }
        for argument in &call.args {
            self.expression(argument);
        }
    }

    fn expression(&mut self, expression: &Expr) {
        match expression {
            Expr::Variable(variable, ..) => self.read(&variable.1),
            Expr::InterpolatedString(parts, _) | Expr::Array(parts, _) => {
                for part in parts {
                    self.expression(part);
                }
            }
            Expr::Map(entries, _) => {
                for (_, value) in &entries.0 {
                    self.expression(value);
                }
            }
            Expr::Stmt(block) => self.block(block),
            Expr::FnCall(call, _) => self.arguments(call),
            Expr::MethodCall(call, _) => {
                for argument in &call.args {
                    self.expression(argument);
                }
            }
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => {
                if calls(&parts.rhs)
                    && let Some(root) = root(&parts.lhs)
                {
                    self.touch(root);
                }
                self.expression(&parts.lhs);
                self.expression(&parts.rhs);
            }
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => {
                for part in parts.iter() {
                    self.expression(part);
                }
            }
            _ => {}
        }
    }
}

/// The variable at the beginning of a chain.
fn root(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Variable(variable, ..) => Some(&variable.1),
        Expr::Dot(parts, ..) | Expr::Index(parts, ..) => root(&parts.lhs),
        _ => None,
    }
}

/// The key of a map at the end of a chain.
fn last_key(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Dot(parts, ..) | Expr::Index(parts, ..) => last_key(&parts.rhs),
        Expr::Property(property, _) => Some(&property.2),
        Expr::StringConstant(key, _) => Some(key),
        _ => None,
    }
}

/// Whether the rest of a chain calls something.
fn calls(expression: &Expr) -> bool {
    match expression {
        Expr::MethodCall(..) => true,
        Expr::Dot(parts, ..) | Expr::Index(parts, ..) => calls(&parts.lhs) || calls(&parts.rhs),
        _ => false,
    }
}
