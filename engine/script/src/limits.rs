//! What one run may use, in one block, each with its reason.

/// How many lists and maps may lie within each other in a value that is kept: readers of JSON stop at
/// 128, and what walks such a value recurses.
pub const LEVELS: usize = 64;

/// The weight a result, or all variables of a session together, may have, as
/// [`trilha_model::Value::weight`] counts: it is written to the journal, where one commit has at most
/// 64 KiB.
pub const WEIGHT: usize = 48 * 1024;

/// What one run of an expression, script or function may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the interpreter: a loop that never ends stops after some milliseconds.
    pub operations: u64,
    /// Functions within functions: with `nesting` it bounds the stack, of which WASM has 1 MB.
    pub depth: usize,
    /// Nesting of one expression, and of one function's body: the parser recurses over it.
    pub nesting: usize,
    /// Bytes of one text: longer than any message a channel carries.
    pub text: usize,
    /// Items of one list, those of lists inside it included: what a turn can reasonably
    /// look through, and as deep as they can lie in each other, on the same stack.
    pub list: usize,
    /// Entries of one map, those of maps inside it included.
    pub map: usize,
    /// Variables in scope at once: enough for any script a person can read.
    pub variables: usize,
    /// Functions in one file: a file with more should be several.
    pub functions: usize,
    /// Bytes of one source: the compiled form is several times larger and stays in memory.
    pub source: usize,
    /// Weight of the result and of all changed variables together: see [`WEIGHT`].
    pub weight: usize,
    /// Lists and maps within each other in a result: see [`LEVELS`].
    pub levels: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: 100_000,
            depth: 16,
            nesting: 32,
            text: 32 * 1024,
            list: 1_000,
            map: 1_000,
            variables: 200,
            functions: 200,
            source: 64 * 1024,
            weight: WEIGHT,
            levels: LEVELS,
        }
    }
}
