//! The article's figures in `images/`, the command that draws them, and charts of any numbers.

use std::fs;
use std::path::Path;
use std::process::Command;

use handwritten::article::{self, Language, NAMES};
use handwritten::chart::{Bars, Contour, Diagram, Figure, HeatMap, Images, Plot, Surface};
use handwritten::ndarray::Array2;
use tempfile::tempdir;

/// `cargo course figures` with some arguments: whether it went well, and what it said.
fn course_figures(arguments: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_course"))
        .arg("figures")
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    (run.status.code(), said)
}

fn files_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn images_holds_exactly_what_is_drawn() {
    for name in NAMES {
        let figure = article::draw(name, Language::English, "data/mnist").unwrap();
        let png = fs::read(format!("images/{name}.png")).unwrap();
        let svg = fs::read(format!("images/{name}.svg")).unwrap();
        let pixels = |png: &[u8]| image::load_from_memory(png).unwrap().into_rgb8();
        let same = pixels(&png) == pixels(&figure.to_png(2.0).unwrap());
        assert!(
            same && is_same_drawing(&svg, &figure.to_svg()),
            "images/{name} is out of date: run `make figures`"
        );
    }
}

/// Images inside an SVG are compressed: only their places are compared here, their pixels in the
/// PNG.
fn is_same_drawing(saved: &[u8], drawn: &str) -> bool {
    let without_images = |svg: &str| {
        let mut parts = svg.split("base64,");
        let first = parts.next().unwrap_or_default().to_string();
        let rest = parts.map(|part| part.split_once('"').map_or("", |(_, after)| after));
        first + &rest.collect::<String>()
    };
    let saved = std::str::from_utf8(saved).unwrap();
    without_images(saved) == without_images(drawn)
}

#[test]
fn chinese_figures_differ_where_there_are_words() {
    let folder = tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let (code, said) = course_figures(&["--language", "zh", "--format", "svg", "--out", out]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let worded = NAMES.map(|name| {
        let chinese = fs::read(folder.path().join(format!("{name}.svg"))).unwrap();
        (
            name,
            chinese != fs::read(format!("images/{name}.svg")).unwrap(),
        )
    });
    let with_words = ["perceptron", "mlp", "sigmoid", "step_func", "ann_mnist"];
    assert_eq!(worded, NAMES.map(|name| (name, with_words.contains(&name))));
}

#[test]
fn common_chinese_characters_and_signs_are_no_empty_boxes() {
    let drawn = |c: char| Diagram::new(&[1]).captions([c]).draw().to_svg();
    for c in "输出层神经元训练轮数准确率同伴啊座，。：（）％".chars() {
        assert_ne!(drawn(c), drawn('鬱'), "{c}");
    }
    assert_eq!(drawn('鬱'), drawn('龘')); // both are the box
}

#[test]
fn the_quarters_of_the_zero_add_up_to_it() {
    let mnist = handwritten::Mnist::load("data/mnist").unwrap();
    let zero = article::zero(&mnist.train);
    let quarters = article::quarters(&zero);
    let sum = quarters
        .iter()
        .fold(zero.clone() * 0.0, |sum, part| sum + part);
    assert_eq!(sum, zero);
    assert!(
        quarters.iter().all(|part| part.sum() > 10.0),
        "a part without ink"
    );
}

#[test]
fn the_command_draws_what_is_asked_for() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("new/folder");
    let out_name = out.to_str().unwrap();
    let asked = [
        "--out",
        out_name,
        "--only",
        "mlp,sigmoid",
        "--width",
        "321",
        "--format",
        "png",
    ];
    assert_eq!(course_figures(&asked), (Some(0), String::new()));
    assert_eq!(files_in(&out), ["mlp.png", "sigmoid.png"]);
    for name in files_in(&out) {
        assert_eq!(image::open(out.join(name)).unwrap().width(), 321);
    }
}

#[test]
fn the_command_refuses_what_it_cannot_do_and_leaves_nothing_behind() {
    let folder = tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let blocked = file.join("images");
    let row = format!("0{}\n", ",0".repeat(784));
    let few = folder.path().join("few.csv");
    fs::write(&few, row.repeat(40)).unwrap();
    let few = few.to_str().unwrap();
    let nine = NAMES.join(", ");
    for (arguments, code, parts) in [
        (
            vec!["--only", "mpl", "--out", out],
            2,
            ["'mpl'", nine.as_str()],
        ),
        (vec!["--width", "0", "--out", out], 2, ["'0'", "1..=10000"]),
        (
            vec!["--width", "100000", "--out", out],
            2,
            ["100000", "1..=10000"],
        ),
        (
            vec!["--format", "gif", "--out", out],
            2,
            ["'gif'", "png, svg"],
        ),
        (
            vec!["--out", blocked.to_str().unwrap()],
            1,
            ["cannot make the folder", "file/images"],
        ),
        (
            vec!["--data", out, "--out", out],
            1,
            ["train-images-idx", out],
        ),
        (
            vec!["--data", few, "--out", out],
            1,
            [few, "training images: expected more than 56"],
        ),
    ] {
        let (found, said) = course_figures(&arguments);
        assert_eq!(found, Some(code), "{said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    assert_eq!(files_in(folder.path()), ["few.csv", "file"]);
}

/// Numbers that are no places, and places that are hard to find.
const HOSTILE: [f64; 10] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    f64::MIN_POSITIVE,
    -1e300,
    1e17,
    0.0,
    -0.0,
    1.0,
];

/// The pixels of a figure that are not paper, and whether one of them has a colour.
fn ink(figure: &Figure) -> (usize, bool) {
    let svg = figure.to_svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    let picture = image::load_from_memory(&figure.to_png(0.5).unwrap()).unwrap();
    let picture = picture.into_rgb8();
    let drawn = picture.pixels().filter(|pixel| pixel.0 != [255; 3]);
    let colour = |pixel: &image::Rgb<u8>| pixel.0.iter().max() > pixel.0.iter().min();
    (drawn.clone().count(), { drawn }.any(colour))
}

/// There are axes at least, or a frame.
fn is_drawn(figure: &Figure) {
    assert!(ink(figure).0 > 50);
}

#[test]
fn charts_show_their_numbers() {
    let bowl = |(x, y): (f64, f64)| x * x + y * y;
    let charts = |by: f64| {
        let points = [(0.0, 0.0), (1.0, by), (2.0, 1.0)];
        let plot = || Plot::new("x", "y").include(0, 3);
        let array = Array2::from_shape_fn((2, 3), |(i, j)| by * i as f64 + j as f64);
        let range = || 0.0..=by;
        [
            plot().line("", points).draw(),
            plot().dashed("", points).draw(),
            plot().stairs("", points).draw(),
            plot().dots("", points).draw(),
            plot().rings("", points).draw(),
            plot().area("", points).draw(),
            Bars::new("x", "y", [("a", by)]).include(3).draw(),
            Surface::new(("x", "y", "z"), range(), bowl)
                .path(points)
                .draw(),
            Contour::new(("x", "y"), range(), 0..=1, bowl).draw(),
            HeatMap::new("x", "y", &array).draw(),
            Images::diverging([&array]).draw(),
            Diagram::new(&[2, 1]).values([by; 3]).draw(),
        ]
    };
    for (i, (one, other)) in charts(1.5).iter().zip(&charts(2.5)).enumerate() {
        assert!(ink(one).1, "chart {i} has no colour");
        let pixels = |figure: &Figure| figure.to_png(1.0).unwrap();
        assert_ne!(
            pixels(one),
            pixels(other),
            "chart {i} shows the same for other numbers"
        );
    }
}

#[test]
fn a_plot_is_drawn_whatever_the_numbers() {
    for a in HOSTILE {
        for b in HOSTILE {
            let points = [(a, b), (b, a), (0.5, 2.0), (a, 1.0), (2.0, b)];
            let plot = Plot::new("x", "y").line("l", points).dashed("d", points);
            let plot = plot.stairs("s", points).dots("d", points).area("a", points);
            let plot = plot.mark(a, "here").include(a, b).x_step(a);
            is_drawn(&plot.draw());
            is_drawn(&plot.clone().y_range(a..=b).draw());
            is_drawn(&plot.x_log().y_log().y_range(b..=a).draw());
            is_drawn(&Bars::new("x", "y", [("a", a), ("b", b)]).include(a).draw());
        }
    }
}

#[test]
fn landscapes_and_arrays_are_drawn_whatever_the_numbers() {
    for a in HOSTILE {
        let holes = |(x, y): (f64, f64)| if x > y { a } else { x };
        let path = [(0.1, 0.5), (0.2, 0.9), (a, 0.3), (0.5, a)];
        is_drawn(
            &Surface::new(("x", "y", "z"), 0..=1, holes)
                .path(path)
                .draw(),
        );
        is_drawn(&Surface::new(("x", "y", "z"), a..=1.0, |_| a).draw());
        is_drawn(
            &Contour::new(("x", "y"), 0..=1, 0..=1, holes)
                .path("p", path)
                .draw(),
        );
        is_drawn(&Contour::new(("x", "y"), a..=1.0, 1..=1, holes).draw());
        let array = Array2::from_elem((2, 3), a);
        is_drawn(&HeatMap::new("x", "y", &array).draw());
        is_drawn(&Images::diverging([&array]).draw());
    }
}

#[test]
fn empty_charts_and_long_labels_are_drawn() {
    is_drawn(&Plot::new("", "").draw());
    is_drawn(
        &Plot::new("x", "y")
            .line("long ".repeat(99), [(1, 2), (3, 4)])
            .draw(),
    );
    is_drawn(&Bars::digits([0.0; 0]).draw());
    assert_eq!(ink(&Diagram::new(&[]).draw()).0, 0);
    is_drawn(&Diagram::new(&[0, 1]).captions(["a", "b"]).draw());
    ink(&Images::ink([Array2::<f32>::zeros((0, 0))]).draw());
    ink(&HeatMap::new("x", "y", Array2::<u8>::zeros((0, 3))).draw());
}
