//! Places on Earth.

use crate::value::{Map, Value};
use serde::{Deserialize, Serialize};

/// A place on Earth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees to the north, from -90 to 90 (WGS 84).
    pub latitude: f64,
    /// Degrees to the east, from -180 to 180.
    pub longitude: f64,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub address: Option<String>,
}

impl Location {
    /// As trails read it: `{ latitude, longitude, name, address }`, all there.
    pub fn value(&self) -> Value {
        let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::text);
        Value::Map(Map::from([
            ("latitude".into(), Value::Float(self.latitude)),
            ("longitude".into(), Value::Float(self.longitude)),
            ("name".into(), text(&self.name)),
            ("address".into(), text(&self.address)),
        ]))
    }

    /// Whether there is such a place.
    pub fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.latitude) && (-180.0..=180.0).contains(&self.longitude)
    }

    /// Name and address, where it has them, and its degrees, a line each.
    pub fn plain(&self) -> String {
        let degrees = format!("{}, {}", self.latitude, self.longitude);
        let words = [&self.name, &self.address].into_iter().flatten().cloned();
        words.chain([degrees]).collect::<Vec<_>>().join("\n")
    }
}
