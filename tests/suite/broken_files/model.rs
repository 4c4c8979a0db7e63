//! Networks in `.safetensors` files.

use std::fs;
use std::process::Command;

use handwritten::Metadata;
use handwritten::{Activation, Mnist, Network};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{Broken, MODEL, refuses};

/// A file with this header and these numbers.
fn file(header: &Value, numbers: &[f32]) -> Vec<u8> {
    let header = header.to_string();
    let numbers: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_bytes(), &numbers].concat()
}

/// The header of tensors of 32-bit floats, one after the other in the file.
fn tensors(shapes: &[Tensor]) -> Value {
    let mut header = json!({});
    let mut start = 0;
    for (name, shape) in shapes {
        let end = start + 4 * shape.iter().product::<usize>();
        header[name] = json!({"dtype": "F32", "shape": shape, "data_offsets": [start, end]});
        start = end;
    }
    header
}

/// Numbers in these tensors.
fn count(shapes: &[Tensor]) -> usize {
    shapes
        .iter()
        .map(|(_, shape)| shape.iter().product::<usize>())
        .sum()
}

/// The name and the shape of a tensor.
type Tensor = (&'static str, &'static [usize]);

const TWO_LAYERS: [Tensor; 4] = [
    ("layers.0.weight", &[3, 784]),
    ("layers.0.bias", &[3]),
    ("layers.1.weight", &[10, 3]),
    ("layers.1.bias", &[10]),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_saved_network_is_read_back_equal(
        sizes in prop::collection::vec(1..20usize, 2..5),
        seed: u64,
        activation in prop::sample::select(vec![Activation::Sigmoid, Activation::Relu]),
    ) {
        let file = tempdir().unwrap().keep().join("network.safetensors");
        let network = Network::new(&sizes, seed).unwrap().with_activation(activation);
        let metadata = Metadata::from([("seed".into(), seed.to_string()), ("π".into(), "\"3,14\"\n".into())]);
        network.save_with(&file, &metadata).unwrap();
        let bytes = fs::read(&file).unwrap();
        let (again, metadata_again) = Network::load_with(&file).unwrap();
        prop_assert_eq!(&again, &network);
        prop_assert!(metadata.iter().all(|(name, value)| metadata_again.get(name) == Some(value)));
        network.save_with(&file, &metadata).unwrap();
        prop_assert_eq!(fs::read(&file).unwrap(), bytes);
        fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }
}

#[test]
fn python_computes_the_same_outputs() {
    let python = concat!(env!("CARGO_MANIFEST_DIR"), "/.venv/bin/python");
    assert!(
        fs::exists(python).unwrap(),
        "{python}: `make test` sets it up"
    );
    let test = Mnist::load("data/mnist").unwrap().test.take(200);
    let deep = Network::scaled(&[784, 20, 15, 10], 1).unwrap();
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for network in [
        Network::load(MODEL).unwrap(),
        deep.with_activation(Activation::Relu),
    ] {
        let bytes = |numbers: &mut dyn Iterator<Item = f32>| -> Vec<u8> {
            numbers.flat_map(f32::to_le_bytes).collect()
        };
        let mut images = (0..test.len()).flat_map(|i| test.pixels(i));
        let outputs = network.outputs(&test).unwrap();
        network.save(path("network")).unwrap();
        fs::write(path("images"), bytes(&mut images)).unwrap();
        fs::write(path("outputs"), bytes(&mut outputs.iter().copied())).unwrap();
        let run = Command::new(python)
            .args([
                "tests/suite/read_by_python.py".into(),
                path("network"),
                path("images"),
                path("outputs"),
            ])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{said}");
    }
}

#[test]
fn another_programs_file_is_read() {
    let numbers: Vec<f32> = (0..count(&TWO_LAYERS)).map(|i| i as f32).collect();
    let folder = tempdir().unwrap();
    let path = folder.path().join("network.safetensors");
    fs::write(&path, file(&tensors(&TWO_LAYERS), &numbers)).unwrap();
    let (network, metadata) = Network::load_with(&path).unwrap();
    assert_eq!((network.sizes(), metadata.len()), (vec![784, 3, 10], 0));
    assert_eq!(network.activation(), Activation::Sigmoid);
    // Row 1, column 2 of the file: from input 2 to output 1.
    assert_eq!(network.layers()[0].weights[[2, 1]], 784.0 + 2.0);
    assert_eq!(network.layers()[0].biases[1], 3.0 * 784.0 + 1.0);
}

#[test]
fn broken_files_are_refused() {
    let with = |change: &dyn Fn(&mut Vec<Tensor>)| {
        let mut shapes = TWO_LAYERS.to_vec();
        change(&mut shapes);
        file(&tensors(&shapes), &vec![0.5; count(&shapes)])
    };
    let header = |change: &dyn Fn(&mut Value)| {
        let mut header = tensors(&TWO_LAYERS);
        change(&mut header);
        file(&header, &vec![0.5; count(&TWO_LAYERS)])
    };
    let number = |place: usize, number: f32| {
        let mut numbers = vec![0.5; count(&TWO_LAYERS)];
        numbers[place] = number;
        file(&tensors(&TWO_LAYERS), &numbers)
    };
    let whole = with(&|_| {});
    let long = [&(whole.len() as u64).to_le_bytes(), &whole[8..]].concat();
    let broken = |bytes: Vec<u8>, says| Broken::new("network.safetensors", bytes, says);
    let files = vec![
        broken(Vec::new(), "file: expected a safetensors file, found …"),
        broken(
            whole[..7].to_vec(),
            "file: expected a safetensors file, found …",
        ),
        broken(vec![255; 100], "file: expected a safetensors file, found …"),
        broken(long, "file: expected a safetensors file, found …"),
        broken(
            whole[..100].to_vec(),
            "file: expected a safetensors file, found …",
        ),
        broken(
            whole[..whole.len() - 1].to_vec(),
            "file: expected a safetensors file, found …",
        ),
        broken(
            [whole.as_slice(), b"more"].concat(),
            "file: expected a safetensors file, found …",
        ),
        broken(
            file(&json!([1, 2]), &[]),
            "file: expected a safetensors file, found …",
        ),
        broken(
            file(&json!({}), &[]),
            "tensor layers.0.weight: expected to be there, found no tensors",
        ),
        broken(
            header(&|header| header["layers.0.bias"]["data_offsets"] = json!([0, 12])),
            "file: expected a safetensors file, found …",
        ),
        broken(
            header(&|header| header["layers.0.weight"]["shape"] = json!([u64::MAX, 784])),
            "file: expected a safetensors file, found …",
        ),
        broken(
            header(&|header| header["layers.0.weight"]["shape"] = json!([-3, 784])),
            "file: expected a safetensors file, found …",
        ),
        broken(
            header(&|header| header["layers.0.weight"]["dtype"] = json!("I32")),
            "tensor layers.0.weight: expected 32-bit floats, F32, found I32",
        ),
        broken(
            header(&|header| header["__metadata__"] = json!({"activation": "tanh\n"})),
            r#"metadata activation: expected sigmoid or relu, found "tanh\n""#,
        ),
        broken(
            with(&|shapes| {
                shapes.remove(3);
            }),
            "tensor layers.1.bias: expected to be there, found layers.0.weight, layers.0.bias, layers.1.weight",
        ),
        broken(
            with(&|shapes| {
                shapes.remove(0);
            }),
            "tensor layers.0.weight: expected to be there, found layers.0.bias, layers.1.weight, layers.1.bias",
        ),
        broken(
            with(&|shapes| shapes[0].0 = "fc1\n.weight"),
            r#"tensor layers.0.weight: expected to be there, found fc1\n.weight, layers.0.bias, layers.1.weight, layers.1.bias"#,
        ),
        broken(
            with(&|shapes| shapes.push(("layers.3.bias", &[10]))),
            "tensor layers.3.bias: expected no tensor but the 4 of the layers, found one more",
        ),
        broken(
            with(&|shapes| shapes.push(("momentum", &[10]))),
            "tensor momentum: expected no tensor but the 4 of the layers, found one more",
        ),
        broken(
            with(&|shapes| shapes[2].1 = &[10, 4]),
            "tensor layers.1.weight: expected the shape [outputs, 3], found [10, 4]",
        ),
        broken(
            with(&|shapes| shapes[3].1 = &[9]),
            "tensor layers.1.bias: expected the shape [10], found [9]",
        ),
        broken(
            with(&|shapes| shapes[3].1 = &[10, 1]),
            "tensor layers.1.bias: expected the shape [10], found [10, 1]",
        ),
        broken(
            with(&|shapes| shapes[0].1 = &[3, 28, 28]),
            "tensor layers.0.weight: expected the shape [outputs, inputs], found [3, 28, 28]",
        ),
        broken(
            with(&|shapes| shapes[0].1 = &[0, 784]),
            "tensor layers.0.weight: expected the shape [outputs, inputs], found [0, 784]",
        ),
        broken(
            with(&|shapes| shapes[0].1 = &[3, 783]),
            "network: expected 784 inputs and 10 outputs, found [783, 3, 10]",
        ),
        broken(
            with(&|shapes| (shapes[2].1, shapes[3].1) = (&[9, 3], &[9])),
            "network: expected 784 inputs and 10 outputs, found [784, 3, 9]",
        ),
        broken(
            number(784 + 4, f32::NAN),
            "tensor layers.0.weight, row 2, column 5: expected a finite number, found NaN",
        ),
        broken(
            number(3 * 784 + 1, f32::NEG_INFINITY),
            "tensor layers.0.bias, number 2: expected a finite number, found -inf",
        ),
        Broken::huge(
            "network.safetensors",
            [],
            "file: expected a safetensors file, found …",
        ),
        Broken::huge(
            "network.safetensors",
            whole.clone(),
            "file: expected a safetensors file, found …",
        ),
        Broken {
            zeros: 20 << 30,
            ..broken(
                whole.clone(),
                "file: expected a network of at most 2147483648 bytes, found 21474846362",
            )
        },
        Broken::huge(
            "network.safetensors",
            [0xff, 0xff, 0xff, 0, 0, 0, 0, 0],
            "file: expected a safetensors file, found …",
        ),
    ];
    refuses("evaluate {}/network.safetensors", |_| {}, files);
}
