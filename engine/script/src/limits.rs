//! What one run may use: the part of [`trilha_model::Limits`] that is about scripts.

use trilha_model::Limits as All;

/// How many lists and maps may lie within each other in a value that is kept, at most.
pub const LEVELS: usize = All::CEILING.levels;

/// The weight a result, or all variables of a session together, may have at most, as
/// [`trilha_model::Value::weight`] counts.
pub const WEIGHT: usize = All::CEILING.variable_bytes;

/// What one run of an expression, script or function may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the interpreter.
    pub operations: u64,
    /// Functions within functions.
    pub depth: usize,
    /// Nesting of one expression, and of one function's body.
    pub nesting: usize,
    /// Bytes of one text.
    pub text: usize,
    /// Items of one list, those of lists inside it included.
    pub list: usize,
    /// Entries of one map, those of maps inside it included.
    pub map: usize,
    /// Variables in scope at once.
    pub variables: usize,
    /// Functions in one file.
    pub functions: usize,
    /// Bytes of one source.
    pub source: usize,
    /// Weight of the result and of all changed variables together.
    pub weight: usize,
    /// Lists and maps within each other in a result.
    pub levels: usize,
}

impl From<&All> for Limits {
    fn from(all: &All) -> Self {
        Self {
            operations: all.script_steps as u64,
            depth: all.script_depth,
            nesting: all.script_nesting,
            text: all.script_text,
            list: all.script_list,
            map: all.script_map,
            variables: all.script_variables,
            functions: all.script_functions,
            source: all.script_source,
            weight: all.variable_bytes,
            levels: all.levels,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::from(&All::CEILING)
    }
}
