//! `cargo course train`: what it keeps, goes on with and refuses.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use handwritten::{Activation, Mnist, Network};
use tempfile::{TempDir, tempdir};

/// A folder with 700 images to train with and to test.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempdir().unwrap();
        let digits = Mnist::load("data/mnist").unwrap().test;
        let row = |i: usize| {
            let shades = digits.pixels(i).mapv(|ink| (ink * 255.0).round() as u8);
            let shades: String = shades.iter().map(|shade| format!(",{shade}")).collect();
            format!("{}{shades}\n", digits.label(i))
        };
        let rows: String = (0..700).map(row).collect();
        fs::write(folder.path().join("digits.csv"), rows).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The SHA-256 of the images to train with.
    fn images(&self) -> String {
        Mnist::load(self.path("digits.csv")).unwrap().train.sha256()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// `cargo course train` with these arguments, in the folder.
    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
        command.current_dir(self.0.path());
        command.arg("train");
        if !arguments.contains("--data") {
            command.args(["--data", "digits.csv"]);
        }
        command.args(arguments.split_whitespace());
        command
    }

    fn train(&self, arguments: &str) {
        let run = self.command(arguments).output().unwrap();
        assert!(run.status.success(), "{arguments}: {}", said(&run));
    }

    /// What is said when it does not go well, and the exit code.
    fn refuses(&self, arguments: &str) -> (String, Option<i32>) {
        let run = self.command(arguments).output().unwrap();
        assert!(run.stdout.is_empty(), "{arguments}");
        (said(&run), run.status.code())
    }

    /// The names of all files but the data.
    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.0.path()).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name != "digits.csv").collect();
        names.sort();
        names
    }
}

fn said(run: &Output) -> String {
    String::from_utf8(run.stderr.clone()).unwrap()
}

/// The epochs that a saved network has seen.
fn epochs(path: &Path) -> u32 {
    let (_, notes) = Network::load_with(path).unwrap();
    notes["epochs"].parse().unwrap()
}

#[test]
fn a_resumed_run_ends_like_an_unbroken_one() {
    let place = Place::new();
    let settings = "--hidden 12,11 --batch 7 --rate 0.3 --seed 5";
    place.train(&format!(
        "{settings} --epochs 5 --save whole --history whole.csv"
    ));
    place.train(&format!(
        "{settings} --epochs 2 --save broken --history broken.csv"
    ));
    // Rows of epochs that no network was saved after are written anew.
    let more = place.read("broken.csv") + "3,0,0,0,0\n";
    fs::write(place.path("broken.csv"), more).unwrap();
    place.train("--resume broken --epochs 4 --save later --history broken.csv");
    assert_eq!(epochs(&place.path("broken")), 2);
    place.train("--resume later --epochs 5 --history broken.csv");
    assert_eq!(
        fs::read(place.path("whole")).unwrap(),
        fs::read(place.path("later")).unwrap()
    );
    assert_eq!(place.read("whole.csv"), place.read("broken.csv"));
    assert_eq!(place.read("whole.csv").lines().count(), 1 + 5);
}

#[test]
fn ctrl_c_keeps_the_last_complete_epoch() {
    let place = Place::new();
    let mut run = place
        .command("--epochs 4000000000 --save network --history history.csv")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    for epoch in 1..=3 {
        let line = lines.next().unwrap().unwrap();
        assert!(
            line.starts_with(&format!("epoch {epoch:2}  cost ")),
            "{line}"
        );
    }
    // The shell's own `kill`: not every machine has a program of that name.
    let interrupt = ["-c", "kill -s INT \"$1\"", "sh", &run.id().to_string()];
    assert!(
        Command::new("sh")
            .args(interrupt)
            .status()
            .unwrap()
            .success()
    );
    let printed = 3 + lines.count() as u32; // to its end, so that it can write
    let run = run.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(130));

    let kept = epochs(&place.path("network"));
    let line = format!(
        "\nstopped: network holds the network after epoch {kept}, go on with --resume network\n"
    );
    assert_eq!(said(&run), line);
    assert!(kept == printed || kept == printed + 1, "{kept}, {printed}");
    assert_eq!(place.read("history.csv").lines().count() as u32, 1 + kept);
    assert_eq!(place.files(), ["history.csv", "network"]);

    let all = kept + 2;
    place.train(&format!(
        "--resume network --epochs {all} --history history.csv"
    ));
    place.train(&format!(
        "--epochs {all} --save unbroken --history unbroken.csv"
    ));
    assert_eq!(
        fs::read(place.path("network")).unwrap(),
        fs::read(place.path("unbroken")).unwrap()
    );
    assert_eq!(place.read("history.csv"), place.read("unbroken.csv"));
}

#[test]
fn a_network_is_only_resumed_with_what_it_was_begun_with() {
    let place = Place::new();
    place.train("--epochs 2 --save network --history history.csv");
    let before = fs::read(place.path("network")).unwrap();
    let (network, mut notes) = Network::load_with(place.path("network")).unwrap();
    notes.insert("eta".into(), "fast\n".into());
    network.save_with(place.path("noted"), &notes).unwrap();
    network.save(place.path("foreign")).unwrap();
    fs::write(place.path("odd.csv"), "epoch,cost\nfirst,1\n").unwrap();
    for (arguments, says) in [
        (
            "--resume foreign",
            "foreign: metadata epochs: expected what train --save writes there, found nothing",
        ),
        (
            "--resume noted",
            "noted: metadata eta: expected what train --save writes there, found \"fast\\n\"",
        ),
        (
            "--resume network --history odd.csv",
            "odd.csv: line 2: expected the row of an epoch, found \"first,1\"",
        ),
    ] {
        assert_eq!(
            place.refuses(arguments),
            (format!("error: {says}\n"), Some(1))
        );
    }
    let table = place.read("digits.csv");
    let (other, begun) = (table.replacen('5', "4", 1), place.images());
    fs::write(place.path("other.csv"), other).unwrap();
    let found = place.refuses("--resume network --data other.csv");
    let begins = "error: network: metadata train_sha256: expected ";
    let ends = format!(", that of the images in other.csv, found {begun}\n");
    assert!(
        found.0.starts_with(begins) && found.0.ends_with(&ends),
        "{found:?}"
    );
    assert_eq!(found.1, Some(1));
    let (said, code) = place.refuses("--resume network --epochs 2");
    assert_eq!(
        said,
        "error: epochs: expected more than the 2 that are done in network, found 2\n"
    );
    assert_eq!(code, Some(2));
    for option in ["--seed 1", "--rate 3", "--batch 10", "--hidden 15"] {
        let (said, code) = place.refuses(&format!("--resume network {option}"));
        assert!(said.contains("cannot be used with"), "{said}");
        assert_eq!(code, Some(2));
    }
    assert_eq!(fs::read(place.path("network")).unwrap(), before);
}

#[test]
fn settings_that_make_no_sense_are_refused_before_anything_is_written() {
    let place = Place::new();
    for (arguments, says) in [
        ("--batch 0", "mini-batch: expected 1 image or more, found 0"),
        (
            "--rate NaN",
            "learning rate: expected a number above 0, found NaN",
        ),
        (
            "--rate -1",
            "learning rate: expected a number above 0, found -1",
        ),
        (
            "--rate inf",
            "learning rate: expected a number above 0, found inf",
        ),
        (
            "--hidden 0",
            "layer sizes: expected at least two, input and output, none of them 0, found [784, 0, 10]",
        ),
        (
            "--hidden 18446744073709551615",
            "layer sizes: expected no more than 268435456 weights in all, found [784, 18446744073709551615, 10]",
        ),
        (
            "--hidden 400000",
            "layer sizes: expected no more than 268435456 weights in all, found [784, 400000, 10]",
        ),
    ] {
        let found = place.refuses(&format!("{arguments} --save network --history history.csv"));
        assert_eq!(found, (format!("error: {says}\n"), Some(2)));
    }
    for arguments in [
        "--epochs 4294967296",
        "--epochs -1",
        "--hidden few",
        "--what",
    ] {
        let (said, code) = place.refuses(arguments);
        assert!(said.starts_with("error: "), "{said}");
        assert_eq!(code, Some(2), "{arguments}");
    }
    assert_eq!(place.files(), [""; 0]);
}

/// Sigmoids alone stay finite at any rate: they saturate, and then nothing changes any more.
#[test]
fn a_rate_that_leads_nowhere_stops_with_the_epoch_and_keeps_the_last_good_network() {
    let place = Place::new();
    let network = Network::scaled(&[784, 20, 10], 1).unwrap();
    let settings = [
        ("epochs", "1"),
        ("batch", "10"),
        ("eta", "1e30"),
        ("seed", "1"),
        ("cost", "cross-entropy"),
        ("train_sha256", &place.images()),
    ];
    let notes = settings
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let network = network.with_activation(Activation::Relu);
    network.save_with(place.path("network"), &notes).unwrap();
    let before = fs::read(place.path("network")).unwrap();
    let (said, code) = place.refuses("--resume network");
    assert_eq!(
        said,
        "error: epoch 2: the weights have grown past all numbers (cost NaN); try a smaller learning rate η than 1000000000000000000000000000000\n"
    );
    assert_eq!(code, Some(1));
    assert_eq!(fs::read(place.path("network")).unwrap(), before);
}

#[test]
fn where_nothing_can_be_saved_nothing_is_begun() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    for (arguments, says) in [
        (
            "--save no/network",
            "no/network: cannot write: No such file or directory",
        ),
        (
            "--history no/h.csv",
            "no/h.csv: cannot write: No such file or directory",
        ),
        ("--save folder", "folder: cannot write: is a directory"),
        (
            "--save digits.csv/network",
            "digits.csv/network: cannot write: Not a directory",
        ),
    ] {
        let (said, code) = place.refuses(arguments);
        assert!(said.starts_with(&format!("error: {says}")), "{said}");
        assert_eq!((said.lines().count(), code), (1, Some(1)));
    }
    assert_eq!(place.files(), ["folder"]);
}

#[test]
fn a_disk_that_is_full_leaves_the_old_files_whole() {
    let place = Place::new();
    place.train("--epochs 1 --save network --history history.csv");
    let old = [
        place.read("history.csv").into(),
        fs::read(place.path("network")).unwrap(),
    ];
    let command = place.command("--epochs 3 --seed 2 --save network --history history.csv");
    // No file may grow over 8 KB; the network takes 48.
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";
    let run = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(place.0.path())
        .output()
        .unwrap();
    assert_eq!(
        said(&run),
        "error: network: cannot write: File too large (os error 27)\n"
    );
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(fs::read(place.path("network")).unwrap(), old[1]);
    assert_ne!(fs::read(place.path("history.csv")).unwrap(), old[0]);
    assert_eq!(place.files(), ["history.csv", "network"]);
}

#[test]
fn nothing_is_written_over_what_is_read_or_written_besides() {
    let place = Place::new();
    place.train("--epochs 1 --save network");
    fs::hard_link(place.path("digits.csv"), place.path("second")).unwrap();
    let before = place.read("digits.csv");
    for (arguments, says) in [
        (
            "--save a --history ./a",
            "--history: expected another file than that of --save, found ./a",
        ),
        (
            "--history digits.csv",
            "--history: expected another file than that of --data, found digits.csv",
        ),
        (
            "--save second",
            "--save: expected another file than that of --data, found second",
        ),
        (
            "--resume network --history network",
            "--history: expected another file than that of --save, found network",
        ),
        (
            "--resume network --save b --history network",
            "--history: expected another file than that of --resume, found network",
        ),
        (
            "--epochs 0 --save c",
            "epochs: expected 1 or more, for a network to --save, found 0",
        ),
    ] {
        let found = place.refuses(arguments);
        assert_eq!(found, (format!("error: {says}\n"), Some(2)));
    }
    let (said, code) = place.refuses("--save new/");
    assert_eq!(said, "error: new/: cannot write: is a directory\n");
    assert_eq!(code, Some(1));
    assert_eq!(place.read("digits.csv"), before);
    assert_eq!(place.files(), ["network", "second"]);
}

#[test]
fn training_ends_quietly_when_nobody_listens() {
    let place = Place::new();
    let mut run = place.command("--epochs 4000000000");
    let run = run.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = run.spawn().unwrap();
    drop(run.stdout.take());
    let run = run.wait_with_output().unwrap();
    assert_eq!((said(&run).as_str(), run.status.code()), ("", Some(141)));
}

#[test]
fn a_broken_picture_does_not_keep_others_from_being_read() {
    let place = Place::new();
    Network::new(&[784, 15, 10], 1)
        .unwrap()
        .save(place.path("network"))
        .unwrap();
    fs::write(place.path("broken.png"), "").unwrap();
    let picture = fs::canonicalize("data/handwriting").unwrap();
    let picture = fs::read_dir(picture)
        .unwrap()
        .map(|file| file.unwrap().path());
    let picture = picture
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "png" || end == "jpg")
        })
        .min()
        .unwrap();
    fs::copy(picture, place.path("good")).unwrap();
    let predict = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
        let command = command.current_dir(place.0.path()).arg("predict");
        command.args(arguments).output().unwrap()
    };
    let run = predict(&["network", "good", "broken.png", "./good"]);
    let printed = String::from_utf8(run.stdout.clone()).unwrap();
    assert_eq!((printed.lines().count(), run.status.code()), (2, Some(1)));
    assert!(said(&run).contains("error: broken.png: "), "{}", said(&run));
    let run = predict(&["network", "good", "--explain", "./good"]);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
}
