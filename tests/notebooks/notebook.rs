//! A notebook file: its cells, and the one way in which it is written.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value, json};

use serde::Serialize;

/// A notebook as JSON, in nbformat 4.5.
#[derive(Clone)]
pub struct Notebook {
    pub path: PathBuf,
    pub json: Value,
}

impl Notebook {
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("{}: cannot read: {error}", path.display()));
        let json = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: not JSON: {error}", path.display()));
        Self {
            path: path.into(),
            json,
        }
    }

    pub fn name(&self) -> String {
        let name = self.path.file_name().expect("a notebook has a name");
        name.to_string_lossy().into_owned()
    }

    pub fn cells(&self) -> &[Value] {
        self.json["cells"].as_array().expect("a notebook has cells")
    }

    pub fn cells_mut(&mut self) -> &mut Vec<Value> {
        self.json["cells"]
            .as_array_mut()
            .expect("a notebook has cells")
    }

    /// What is the same however and wherever the notebook was run: code cells count 1, 2, 3, …,
    /// no times and no state of an editor, and every text cut into lines as Jupyter cuts it.
    pub fn normalised(&self) -> Self {
        let mut notebook = self.clone();
        let metadata = &self.json["metadata"];
        notebook.json["metadata"] = json!({
            "kernelspec": { "display_name": "Rust", "language": "rust", "name": "rust" },
            "language_info": metadata["language_info"],
        });
        let mut count = 0;
        for cell in notebook.cells_mut() {
            cell["source"] = lines(&text(&cell["source"]));
            let tags = cell["metadata"]["tags"].clone();
            cell["metadata"] = match tags {
                Value::Null => json!({}),
                tags => json!({ "tags": tags }),
            };
            if cell["cell_type"] == "code" {
                count += 1;
                cell["execution_count"] = count.into();
                cell["outputs"] = outputs(cell)
                    .into_iter()
                    .map(|output| written(output, count))
                    .collect();
            }
        }
        notebook
    }

    /// The file's bytes, as Jupyter itself writes them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut serializer =
            Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" "));
        self.json
            .serialize(&mut serializer)
            .expect("JSON can be written to memory");
        bytes.push(b'\n');
        bytes
    }
}

/// A text that a notebook keeps as one string or as a list of lines.
pub fn text(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().into(),
    }
}

fn lines(text: &str) -> Value {
    text.split_inclusive('\n').collect()
}

/// Whether a cell has a tag.
pub fn has_tag(cell: &Value, tag: &str) -> bool {
    let tags = cell["metadata"]["tags"].as_array();
    tags.is_some_and(|tags| tags.iter().any(|other| other == tag))
}

/// The outputs of a cell, as far as they are to be compared: the type and the content, texts as
/// one string, neighbouring pieces of one stream together.
pub fn outputs(cell: &Value) -> Vec<Value> {
    let mut outputs: Vec<Value> = Vec::new();
    for output in cell["outputs"].as_array().into_iter().flatten() {
        let kind = &output["output_type"];
        let fresh = match kind.as_str() {
            Some("stream") => {
                let stream = text(&output["text"]);
                match outputs.last_mut() {
                    Some(last) if last["name"] == output["name"] => {
                        last["text"] = (text(&last["text"]) + &stream).into();
                        continue;
                    }
                    _ => json!({ "output_type": kind, "name": output["name"], "text": stream }),
                }
            }
            Some("error") => json!({
                "output_type": kind,
                "ename": output["ename"],
                "evalue": output["evalue"],
                "traceback": output["traceback"],
            }),
            _ => {
                let data = output["data"].as_object().into_iter().flatten();
                let data: Map<_, _> = data
                    .map(|(mime, value)| (mime.clone(), text(value).into()))
                    .collect();
                json!({ "output_type": kind, "data": data, "metadata": {} })
            }
        };
        outputs.push(fresh);
    }
    outputs
}

/// An output as it stands in the file.
fn written(mut output: Value, count: usize) -> Value {
    if output["output_type"] == "execute_result" {
        output["execution_count"] = count.into();
    }
    if output["output_type"] == "stream" {
        output["text"] = lines(&text(&output["text"]));
    }
    if let Some(data) = output.get_mut("data").and_then(Value::as_object_mut) {
        for (mime, value) in data {
            if mime.starts_with("text/") || mime == "image/svg+xml" {
                *value = lines(&text(value));
            }
        }
    }
    output
}
