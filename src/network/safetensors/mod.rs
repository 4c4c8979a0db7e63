//! A network as a `.safetensors` file, which Python's `safetensors` and PyTorch read too.
//!
//! Layer `i` is the tensors `layers.i.weight` (`outputs × inputs`, PyTorch's orientation, the
//! transpose of [`Layer::weights`]) and `layers.i.bias`, in 32-bit floats. The metadata name the
//! layer sizes, the activation of the hidden layers and the version of this crate, and whatever
//! [`Notes`] the network was saved with.

pub(crate) mod reader;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use serde_json::Value;

use crate::error::Result;
use crate::files::{open, write_whole};
use crate::network::Network;
use crate::network::activation::Activation;
#[cfg(doc)]
use crate::{error::Error, network::Layer};

/// What is written beside a network, by name: how it was trained, say.
pub type Notes = BTreeMap<String, String>;

/// Bytes in front of the header: its length.
const LENGTH: usize = 8;
/// The name of the note that says what the hidden neurons are.
const ACTIVATION: &str = "activation";

impl Network {
    /// Writes the network to a file. The same network makes the same bytes.
    ///
    /// The file is complete or not there: it is written under another name first.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.save_with(path, &Notes::new())
    }

    /// Writes the network and some notes to a file.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn save_with(&self, path: impl AsRef<Path>, notes: &Notes) -> Result<()> {
        write_whole(path.as_ref(), &self.to_bytes(notes))
    }

    /// Reads a network from a file that [`Network::save`] wrote, or another program in the same
    /// form.
    ///
    /// ```
    /// use handwritten::Network;
    ///
    /// let network = Network::new(&[784, 15, 10], 1)?;
    /// let file = std::env::temp_dir().join("handwritten-doc.safetensors");
    /// network.save(&file)?;
    /// assert_eq!(Network::load(&file)?, network);
    /// # std::fs::remove_file(file).ok();
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, [`Error::Format`] when it is not of this form
    /// or holds a number that is infinite or NaN.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::load_with(path)?.0)
    }

    /// Reads a network and the notes beside it.
    ///
    /// # Errors
    /// Those of [`Network::load`].
    pub fn load_with(path: impl AsRef<Path>) -> Result<(Self, Notes)> {
        let path = path.as_ref();
        let (file, length) = open(path)?;
        reader::read(path, file, length)
    }

    fn to_bytes(&self, notes: &Notes) -> Vec<u8> {
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = (self.layers().iter().enumerate())
            .flat_map(|(i, layer)| {
                let weights = layer.weights.t();
                [
                    (
                        weight_name(i),
                        weights.shape().to_vec(),
                        bytes(weights.iter()),
                    ),
                    (
                        bias_name(i),
                        vec![layer.biases.len()],
                        bytes(layer.biases.iter()),
                    ),
                ]
            })
            .collect();
        let views = tensors.iter().map(|(name, shape, data)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), data);
            (name, view.expect("four bytes for each number"))
        });
        let sizes: Vec<_> = self.sizes().iter().map(usize::to_string).collect();
        let activation = match self.activation() {
            Activation::Sigmoid => "sigmoid",
            Activation::Relu => "relu",
        };
        let mut metadata: HashMap<String, String> = notes.clone().into_iter().collect();
        metadata.insert(ACTIVATION.into(), activation.into());
        metadata.insert("sizes".into(), sizes.join(","));
        metadata.insert("version".into(), env!("CARGO_PKG_VERSION").into());
        let file = safetensors::serialize(views, Some(metadata));
        sort_header(&file.expect("tensors of the right size have a header"))
    }
}

fn weight_name(layer: usize) -> String {
    format!("layers.{layer}.weight")
}

fn bias_name(layer: usize) -> String {
    format!("layers.{layer}.bias")
}

fn bytes<'a>(numbers: impl Iterator<Item = &'a f32>) -> Vec<u8> {
    numbers.flat_map(|number| number.to_le_bytes()).collect()
}

/// Writes the header's keys in alphabetical order: the library writes them in a random one.
fn sort_header(file: &[u8]) -> Vec<u8> {
    let (length, rest) = file.split_first_chunk::<LENGTH>().expect("a header length");
    let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
    let header: Value = serde_json::from_slice(header).expect("the library wrote valid JSON");
    let mut header = header.to_string().into_bytes();
    header.resize(header.len().next_multiple_of(LENGTH), b' ');
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_slice(), data].concat()
}
