//! A network drawn as circles and lines.

use std::fmt::Display;

use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::canvas::{Drawn, text_width};
use super::data::texts;
use super::figure::Figure;
use super::paper::{Paper, Pixels, arrow, disc};
use super::style::{INK, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, mix, stroke, text};

/// The circles, and the way from one to the next below and from one layer to the next.
struct Scale {
    radius: f32,
    row: f32,
    column: f32,
}
const PLAIN: Scale = Scale {
    radius: 15.0,
    row: 46.0,
    column: 150.0,
};
/// Room for a number in each circle and on each line.
const NUMBERED: Scale = Scale {
    radius: 24.0,
    row: 110.0,
    column: 210.0,
};
const ARROW: f32 = 44.0;
const MARGIN: f32 = 16.0;
/// A layer of more nodes than this is shown by its first and last ones.
const MOST: usize = 10;
/// Rows of a shortened layer: three nodes, the dots, three nodes.
const SHORTENED: usize = 7;

/// A layered network: inputs on the left, one circle a neuron, a line for each weight.
///
/// ```
/// use handwritten::chart::Diagram;
///
/// let perceptron = Diagram::new(&[3, 1])
///     .inputs(["x₁", "x₂", "x₃"])
///     .weights(["w₁", "w₂", "w₃"])
///     .outputs(["output"]);
/// assert!(perceptron.draw().to_svg().contains("3, 1 nodes"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    layers: Vec<usize>,
    inputs: Vec<String>,
    weights: Vec<String>,
    outputs: Vec<String>,
    captions: Vec<String>,
    values: Vec<String>,
}

/// A layer's place: of a node, by its number, or of the three dots for those left out.
type Slot = (Option<usize>, f32);

impl Diagram {
    /// Layers of the given numbers of nodes, inputs first. A layer of more than ten is shown
    /// shortened, with dots in its middle.
    pub fn new(layers: &[usize]) -> Self {
        Self {
            layers: layers.to_vec(),
            ..Self::default()
        }
    }

    /// Names of the inputs, from the top.
    pub fn inputs(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.inputs = texts(names);
        self
    }

    /// Names on the lines, neuron by neuron, layer by layer, from the top: for each neuron the
    /// lines that come in, as in a row of its weights. Lines without a name stay bare.
    pub fn weights(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.weights = texts(names);
        self
    }

    /// Names of the outputs, from the top.
    pub fn outputs(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.outputs = texts(names);
        self
    }

    /// A line of text under each layer.
    pub fn captions(mut self, captions: impl IntoIterator<Item: Display>) -> Self {
        self.captions = texts(captions);
        self
    }

    /// What stands in the circles, layer by layer, from the top: the inputs, then the neurons.
    /// The circles are drawn larger then. For layers that are not shortened.
    ///
    /// ```
    /// # use handwritten::chart::Diagram;
    /// let xor = Diagram::new(&[2, 2, 1]).values([1, 0, 1, 1, 1]).weights([1, 1, -1, -1, 1, 1]);
    /// assert!(xor.draw().to_svg().contains("2, 2, 1 nodes"));
    /// ```
    pub fn values(mut self, values: impl IntoIterator<Item: Display>) -> Self {
        self.values = texts(values);
        self
    }

    /// Draws the network.
    pub fn draw(&self) -> Figure {
        let rows = self.layers.iter().map(|&nodes| shown(nodes)).max();
        let caption = if self.captions.is_empty() { 0.0 } else { 26.0 };
        let Scale { radius, row, .. } = *self.scale();
        let rows_height = rows.unwrap_or(0) as f32 * row - (row - 2.0 * radius);
        let height = rows_height + caption + 2.0 * MARGIN;
        let middle = (height - caption) / 2.0;
        let layers: Vec<_> = self
            .layers
            .iter()
            .map(|&nodes| slots(nodes, middle, row))
            .collect();
        let last = self.layers.len().saturating_sub(1);
        let right = self.x(last) + radius + ARROW + widest(&self.outputs) + 8.0 + MARGIN;
        let description = format!(
            "a network with layers of {} nodes",
            texts(&self.layers).join(", ")
        );
        Figure::new((right, height), description, |area| {
            let paper = area.apply_coord_spec(Pixels);
            self.draw_lines(&paper, &layers)?;
            for (l, layer) in layers.iter().enumerate() {
                for &(node, y) in layer {
                    self.draw_slot(&paper, l, node, (self.x(l), y))?;
                }
                let below = (self.x(l), height - MARGIN - 4.5);
                write(&paper, self.captions.get(l), below, INK, HPos::Center)?;
            }
            self.write_weights(&paper, &layers)
        })
    }

    fn scale(&self) -> &'static Scale {
        if self.values.is_empty() {
            &PLAIN
        } else {
            &NUMBERED
        }
    }

    /// The middle of a layer's circles.
    fn x(&self, layer: usize) -> f32 {
        let inputs = widest(&self.inputs);
        // The first caption may reach out on the left.
        let caption = self
            .captions
            .first()
            .map_or(0.0, |caption| text_width(caption, TEXT));
        let Scale { radius, column, .. } = *self.scale();
        let overhang = (caption / 2.0 - radius - inputs).max(0.0) + 8.0;
        MARGIN + inputs + overhang + radius + layer as f32 * column
    }

    fn draw_lines(&self, paper: &Paper, layers: &[Vec<Slot>]) -> Drawn {
        let lines = self
            .layers
            .windows(2)
            .map(|pair| shown(pair[0]) * shown(pair[1]));
        let crowded = lines.max() > Some(12);
        let color = if crowded {
            mix(PAPER, INK, 0.35)
        } else {
            MUTED
        };
        for (l, pair) in layers.windows(2).enumerate() {
            let ys = heights(&pair[0]).flat_map(|y0| heights(&pair[1]).map(move |y1| (y0, y1)));
            for (y0, y1) in ys {
                let line = [(self.x(l), y0), (self.x(l + 1), y1)];
                paper.draw(&PathElement::new(line, stroke(color, THIN)))?;
            }
        }
        Ok(())
    }

    fn write_weights(&self, paper: &Paper, layers: &[Vec<Slot>]) -> Drawn {
        let mut names = self.weights.iter();
        for (l, pair) in layers.windows(2).enumerate() {
            // Lines that cross are told apart near where they begin.
            let along = if self.layers[l + 1] > 1 { 0.3 } else { 0.5 };
            let lines =
                heights(&pair[1]).flat_map(|to| heights(&pair[0]).map(move |from| (from, to)));
            for ((from, to), name) in lines.zip(&mut names) {
                let x = self.x(l) + along * (self.x(l + 1) - self.x(l));
                let y = from + along * (to - from);
                let half = text_width(name, TEXT) / 2.0 + 3.0;
                let ground = [(x - half, y - 10.0), (x + half, y + 10.0)];
                paper.draw(&Rectangle::new(ground, PAPER.filled()))?;
                write(paper, Some(name), (x, y - 1.0), SERIES[0], HPos::Center)?;
            }
        }
        Ok(())
    }

    fn draw_slot(
        &self,
        paper: &Paper,
        layer: usize,
        node: Option<usize>,
        (x, y): (f32, f32),
    ) -> Drawn {
        let Some(node) = node else {
            let dots = [y - 9.0, y, y + 9.0];
            return dots
                .into_iter()
                .try_for_each(|y| disc(paper, (x, y), SMALL / 6.0, (MUTED, MUTED)));
        };
        let radius = self.scale().radius;
        let value = self
            .values
            .get(self.layers[..layer].iter().sum::<usize>() + node);
        if layer == 0 {
            let small = if value.is_some() {
                radius
            } else {
                radius * 0.55
            };
            disc(paper, (x, y), small, (mix(PAPER, MUTED, 0.25), MUTED))?;
            let left = (x - radius - 4.0, y);
            write(paper, self.inputs.get(node), left, INK, HPos::Right)?;
            return write(paper, value, (x, y), INK, HPos::Center);
        }
        if layer + 1 == self.layers.len() {
            let tip = x + radius + ARROW;
            arrow(paper, (x + radius, y), (tip, y), INK, THIN * 1.5)?;
            let right = (tip + 6.0, y);
            write(paper, self.outputs.get(node), right, INK, HPos::Left)?;
        }
        let blue = (mix(PAPER, SERIES[0], 0.12), SERIES[0]);
        disc(paper, (x, y), radius, blue)?;
        write(paper, value, (x, y), INK, HPos::Center)
    }
}

/// Writes a label if there is one.
fn write(
    paper: &Paper,
    label: Option<&String>,
    place: (f32, f32),
    color: RGBColor,
    side: HPos,
) -> Drawn {
    match label {
        Some(label) => paper.draw(&Text::new(label.as_str(), place, text(TEXT, color, side))),
        None => Ok(()),
    }
}

/// Rows that a layer takes.
fn shown(nodes: usize) -> usize {
    if nodes > MOST { SHORTENED } else { nodes }
}

/// The places of a layer, evenly around the middle.
fn slots(nodes: usize, middle: f32, height: f32) -> Vec<Slot> {
    const DOTS: usize = SHORTENED / 2;
    let rows = shown(nodes);
    let slot = |row: usize| {
        let node = match row {
            DOTS if nodes > MOST => None,
            DOTS.. if nodes > MOST => Some(nodes - SHORTENED + row),
            _ => Some(row),
        };
        let y = middle + (row as f32 - (rows as f32 - 1.0) / 2.0) * height;
        (node, y)
    };
    (0..rows).map(slot).collect()
}

/// The heights of the nodes that are shown.
fn heights(slots: &[Slot]) -> impl Iterator<Item = f32> {
    slots
        .iter()
        .filter(|(node, _)| node.is_some())
        .map(|(_, y)| *y)
}

fn widest(names: &[String]) -> f32 {
    let widths = names.iter().map(|name| text_width(name, TEXT));
    widths.fold(0.0, f32::max)
}
